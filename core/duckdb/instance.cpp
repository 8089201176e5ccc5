#include "core/duckdb/instance.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/system_text.h"

namespace sluss::core::duckdb {

namespace {

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

bool is_out_of_memory(std::string_view what) {
  return what.contains("Out of Memory Error") || what.contains("Out-of-memory");
}

/// A block's sum; and the error of every later statement on the same instance.
bool says_damaged(std::string_view what) {
  return what.contains("Corrupt database file") || what.contains("has been invalidated because of a previous fatal");
}

/// DuckDB passes the system's words on, and no number.
bool says_no_room(std::string_view words) {
  constexpr std::array numbers{ENOSPC, EDQUOT, EFBIG};
  return std::ranges::any_of(numbers, [&](int number) { return words.contains(system_text(number)); });
}

}  // namespace

std::optional<Error> full_disk(std::string_view words, const std::filesystem::path& file) {
  if (file.empty() || !says_no_room(words)) return std::nullopt;
  const auto folder = file.parent_path();
  std::error_code problem;
  const auto space = std::filesystem::space(folder, problem);
  const auto free = problem ? std::string() : " (" + std::to_string(space.available) + " bytes are free)";
  return fail(ErrorClass::storage, "disk.full",
              "there is no room for the database in " + folder.string() + free + ": " + first_line(std::string(words)),
              "Free space, or raise the quota, where " + folder.string() +
                  " is; then run again. Nothing that was committed is lost",
              Place{.file = file.string()})
      .error();
}

Error Instance::explained(std::string_view code, std::string what) const {
  if (is_out_of_memory(what) && no_spill_) {
    Error error = *no_spill_;
    error.what = "it does not fit in memory and may not spill: " + error.what;
    return error;
  }
  if (is_out_of_memory(what) && spill_)
    return fail(ErrorClass::storage, "spill.full", "it needs more room than it may have: " + first_line(what),
                "ask for less at a time, or raise memory or spill_most of [warehouse]")
        .error();
  if (spill_ && what.contains(spill_->path().string()))
    return fail(ErrorClass::storage, "spill.failed", "what does not fit in memory cannot be kept on disk: " + what,
                "see that the disk of the warehouse is whole and has room")
        .error();
  if (auto full = full_disk(what, file_)) return *std::move(full);
  if (says_damaged(what))
    return fail(ErrorClass::storage, "duckdb.damaged", "the database file is damaged: " + first_line(what),
                "Look after the disk. A generation of the warehouse: restart the service, which takes the one before "
                "and "
                "applies the later runs again from the archive; `sluss doctor` reads each generation through.",
                Place{.file = file_.string()})
        .error();
  return fail(ErrorClass::data, code, std::move(what)).error();
}

}  // namespace sluss::core::duckdb
