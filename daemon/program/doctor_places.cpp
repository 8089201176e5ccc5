// What is at the paths of the program's own files and folders: a pipe, a folder or a link there stops it later, in the
// middle of something.
#include <sys/stat.h>

#include <array>
#include <system_error>

#include "core/file_type.h"
#include "core/users.h"
#include "daemon/program/doctor_diagnosis.h"
#include "daemon/run/audit/audit.h"
#include "daemon/run/backup/signature.h"
#include "daemon/run/state/state_lock.h"
#include "daemon/serve/api/door_options.h"
#include "daemon/settings/spill_place.h"

namespace sluss::daemon::program {
namespace {

namespace fs = std::filesystem;
using core::Content;
using core::FileType;

struct Place {
  fs::path path;
  FileType type;
  Content content = Content::kept;
};

/// Those of one kind have one ending, and names that the configuration gives: a job's claim, a channel's memory.
void add_ending_with(std::vector<Place>& places, const fs::path& folder, std::string_view ending, FileType type,
                     Content content) {
  std::error_code problem;
  for (auto entry = fs::directory_iterator(folder, problem); !problem && entry != fs::directory_iterator();
       entry.increment(problem)) {
    if (entry->path().extension() == ending) places.push_back({entry->path(), type, content});
  }
}

std::vector<Place> places_of(const settings::Settings& settings) {
  const auto& state = settings.state;
  const auto tokens = api::tokens_file(settings);
  std::vector<Place> places{
      {state, FileType::folder},
      {state / "archive", FileType::folder},
      {state / "claims", FileType::folder},
      {state / "staging", FileType::folder},
      {state / "delivery", FileType::folder},
      {state / "downloads", FileType::folder},
      {settings.warehouse_folder, FileType::folder},
      {settings::spill_of(settings).folder, FileType::folder},
      {state / run::journal_file_name, FileType::file},
      {(state / run::journal_file_name).replace_extension(".index"), FileType::file, Content::recreated},
      {tokens, FileType::linked_file},
      {state / backup::signing_key_name, FileType::file},
  };
  add_ending_with(places, state, ".json", FileType::linked_file, Content::kept);
  for (const auto& folder : {state, state / "claims", settings.warehouse_folder})
    add_ending_with(places, folder, ".lock", FileType::file, Content::recreated);
  return places;
}

}  // namespace

void examine_places(const settings::Settings& settings, std::vector<Diagnosis>& diagnoses) {
  const auto places = places_of(settings);
  bool well = true;
  for (const auto& place : places) {
    const auto standing = core::check_file_type(place.path, place.type, place.content);
    if (standing) continue;
    well = false;
    diagnoses.push_back(ill("place", standing.error()));
  }
  if (well) diagnoses.push_back({"place", Health::well, "files and folders are where they should be", ""});
}

void examine_group(const settings::Settings& settings, const std::optional<core::Owner>& generation,
                   std::vector<Diagnosis>& diagnoses) {
  if (!settings.warehouse_group_number) return;
  const auto group = *settings.warehouse_group_number;
  const auto owner = core::owner_of(settings.state);
  if (!owner || owner->user == 0) return;  // root may give a file any group
  // The unit may give the daemon groups that the machine's list of users does not have: the newest generation shows it.
  if (generation && generation->group == group) return;
  const auto user = core::shown_user(owner->user);
  const auto name = core::shown_group(group);
  const auto member = core::is_member(owner->user, group);
  if (!member) {
    diagnoses.push_back(
        {"group", Health::warning, member.error().code + ": " + member.error().what, member.error().remedy});
    return;
  }
  const std::string restart = "restart it: sudo systemctl restart sluss";
  if (!*member) {
    diagnoses.push_back({"group", Health::warning,
                         "[warehouse] group " + name + " reads no generation: " + user +
                             ", who writes them, is no member of it and cannot give it a file",
                         "sudo usermod -aG " + name + " " + core::user_for_chown(owner->user) +
                             " (or SupplementaryGroups= in its unit), and " + restart});
  } else if (generation) {
    diagnoses.push_back({"group", Health::warning,
                         "[warehouse] group " + name + " does not read the newest generation, which is " +
                             core::shown_group(generation->group) + "'s",
                         "The daemon gives it when it starts: " + restart});
  }
}

}  // namespace sluss::daemon::program
