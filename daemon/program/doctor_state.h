#pragma once
// doctor: what the state holds, examined through the opened workspace: its folders and the free space, the
// generations, archive, journal and clock. What is found is added to `diagnoses`; no error is returned. `may_open`:
// whether the warehouse may be opened (examine_caller()). The command's thread only.

#include <vector>

#include "daemon/program/doctor_diagnosis.h"

namespace sluss::daemon::program {

/// False: what opens the warehouse may leave files of root's there, so it is left out.
[[nodiscard]] bool examine_caller(Environment& environment, const settings::Settings& settings,
                                  std::vector<Diagnosis>& diagnoses);
/// That the folders of the state are there and can be written, by whom they are owned, and the free space in bytes.
void examine_folders(core::Files& files, Workspace& workspace, std::vector<Diagnosis>& diagnoses);
/// The generations of the warehouse against their sums; where it may be opened, the newest is read too.
void examine_generations(Workspace& workspace, bool may_open, std::vector<Diagnosis>& diagnoses);
/// The segments that committed runs name, and the base of what was pruned. `read_through`: each object is read, and
/// compared with its sum.
void examine_archive(core::Files& files, Workspace& workspace, bool read_through, std::vector<Diagnosis>& diagnoses);
/// The chain of the journal, and its agreement with meta.audit.
void examine_journal(Environment& environment, Workspace& workspace, bool may_open, std::vector<Diagnosis>& diagnoses);
/// The clock against the latest time that was recorded.
void examine_time(Environment& environment, Workspace& workspace, bool may_open, std::vector<Diagnosis>& diagnoses);

}  // namespace sluss::daemon::program
