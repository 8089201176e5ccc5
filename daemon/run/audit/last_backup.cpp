#include "daemon/run/audit/last_backup.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "daemon/run/audit/audit.h"
#include "warehouse/journal/index.h"

namespace sluss::daemon::run {
namespace {

namespace journal = warehouse::journal;

/// One that bears no signature, or left an older one in its place, is whole all the same.
bool is_whole_backup(const warehouse::AuditRow& row) {
  if (row.action != "backup" || (row.outcome != "done" && row.outcome != "done_with_errors")) return false;
  const auto body = nlohmann::json::parse(row.body, nullptr, false);
  if (!body.is_object() || !body.contains("details")) return true;  // older programs' entries
  const auto& details = body["details"];
  return !details.contains("lacks") || details["lacks"] == 0;
}

}  // namespace

std::optional<core::Instant> LastBackup::ended_at(core::Files& files, const std::filesystem::path& journal_file) {
  const std::scoped_lock lock(mutex_);
  [[maybe_unused]] const auto read = read_on(files, journal_file);  // others report a broken journal
  return at_;
}

core::Result<> LastBackup::read_on(core::Files& files, const std::filesystem::path& journal_file) {
  auto index = SLUSS_TRY(journal::Index::open(files, journal_file));
  const auto entries = index.entries();
  std::int64_t known = 0;
  if (read_ && read_->number <= entries) {
    const auto same = SLUSS_TRY(index.mark(read_->number));
    if (same == *read_) known = read_->number;
  }
  std::optional<core::Instant> found;
  std::optional<journal::Mark> last;
  for (auto number = entries; number > known; --number) {
    const auto mark = SLUSS_TRY(index.mark(number));
    if (!last) last = mark;
    if (mark.group != journal::Group::other) continue;
    auto entry = SLUSS_TRY(index.read(mark));
    const auto row = audit_row(std::move(entry));
    if (!is_whole_backup(row)) continue;
    found = row.at;
    break;
  }
  if (known == 0) {  // another journal, or the first time
    read_.reset();
    at_.reset();
  }
  if (last) read_ = last;
  if (found) at_ = found;
  return {};
}

}  // namespace sluss::daemon::run
