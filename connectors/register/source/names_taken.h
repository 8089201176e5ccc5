#pragma once
// The names of files that the jobs of one place take, together. Any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kind.h"
#include "connectors/register/mapping/mapping.h"
#include "connectors/register/mapping/pattern.h"

namespace sluss::connectors::registers {

/// What all jobs of one folder or server take, together.
class NamesTaken {
 public:
  /// Of the setup's job. Nothing: another job tells of the place, or the mapping of one of its jobs cannot be read, and
  /// nobody knows what that one takes.
  [[nodiscard]] static std::optional<NamesTaken> at_place_of(const Setup& setup);

  /// As the name is in its folder.
  [[nodiscard]] bool takes(std::string_view name) const;
  /// It is named as data, or has the ending of a name that a job takes: a note ("läs detta.txt") is nobody's fault
  /// where no job takes texts.
  [[nodiscard]] bool resembles(std::string_view name) const;
  /// Names by example, each once, at most `most`: the first of each job, in their order, then the second of each. Of
  /// more jobs than that one each.
  [[nodiscard]] std::vector<std::string> examples(int year, std::size_t most) const;

  struct OfJob {
    std::string job;
    std::string mapping;
    std::string title;  ///< of the mapping
    std::vector<std::string> names;
    Patterns patterns;
    std::string ending = {};              ///< of an example: "xlsx"
    std::vector<std::string> words = {};  ///< of its tables' own files: "hela", "start"
    std::string one_file;                 ///< the source's only name; empty: it has a folder
    [[nodiscard]] static OfJob of(const JobOfKind& job, const Mapping& mapping, std::string one_file);
    /// As the name is in its folder.
    [[nodiscard]] bool takes(std::string_view name) const;
    /// Of its patterns: "Index25_….xlsx"; of one file its name.
    [[nodiscard]] std::vector<std::string> examples(int year) const;
    /// Names as a file may have them, whole: "Index25_hela.xlsx". Where anything may stand there is nothing, else a
    /// word.
    [[nodiscard]] std::vector<std::string> whole_examples(int year) const;
  };
  [[nodiscard]] const std::vector<OfJob>& jobs() const { return jobs_; }

 private:
  std::vector<OfJob> jobs_;
};

}  // namespace sluss::connectors::registers
