#include "daemon/serve/door/counted_calls.h"

#include <algorithm>
#include <utility>

#include "core/exception.h"
#include "core/log.h"

namespace sluss::daemon::door {
namespace {

constexpr auto others = "others";

AuditEntry entry_of(const std::string& code, const std::string& what, const std::string& object, const std::string& who,
                    const std::string& way, const std::string& outcome, std::int64_t count) {
  return {.who = who, .way = way, .what = what, .object = object, .outcome = outcome, .code = code, .count = count};
}

}  // namespace

CountedCalls::CountedCalls(AuditFunction write) : CountedCalls(std::move(write), Limits()) {}

CountedCalls::CountedCalls(AuditFunction write, Limits limits) : write_(std::move(write)), limits_(limits) {}

CountedCalls::~CountedCalls() {
  finish();
}

void CountedCalls::count(const AuditEntry& call) {
  const std::scoped_lock lock(mutex_);
  if (ending_) return;
  if (!writer_.joinable()) writer_ = std::thread([this] { work(); });
  Key key{call.code, call.what, call.object, call.who, call.way, call.outcome};
  auto found = waiting_.find(key);
  if (found == waiting_.end() && waiting_.size() >= limits_.most) {
    forget_old(Clock::now());
    // Codes, objects and ways are few: what strangers can make many of is themselves.
    if (waiting_.size() >= limits_.most) std::get<3>(key) = others;
    found = waiting_.find(key);
  }
  if (found == waiting_.end()) found = waiting_.emplace(std::move(key), PendingCount()).first;
  found->second.count += call.count;
  if (found->second.count == call.count) changed_.notify_one();
}

void CountedCalls::forget_old(Clock::time_point now) {
  std::erase_if(waiting_, [&](const auto& one) {
    return one.second.count == 0 && one.second.written && now - *one.second.written >= limits_.pause;
  });
}

std::vector<AuditEntry> CountedCalls::take(Clock::time_point now, bool all) {
  std::vector<AuditEntry> due;
  for (auto& [key, waiting] : waiting_) {
    if (waiting.count == 0) continue;
    if (!all && waiting.written && now - *waiting.written < limits_.pause) continue;
    const auto& [code, what, object, who, way, outcome] = key;
    due.push_back(entry_of(code, what, object, who, way, outcome, std::exchange(waiting.count, 0)));
    waiting.written = now;
  }
  return due;
}

std::optional<CountedCalls::Clock::time_point> CountedCalls::next_due() const {
  std::optional<Clock::time_point> next;
  for (const auto& [key, waiting] : waiting_) {
    if (waiting.count == 0) continue;
    const auto due = waiting.written ? *waiting.written + limits_.pause : Clock::time_point::min();
    next = next ? std::min(*next, due) : due;
  }
  return next;
}

/// What could not be written, and the last reason.
CountedCalls::UnwrittenEntries CountedCalls::write(const std::vector<AuditEntry>& entries) {
  UnwrittenEntries unwritten;
  for (const auto& entry : entries) {
    auto written = core::without_exceptions("control.audit", [&] { return write_(entry); });
    if (written) continue;
    unwritten.why = core::describe(written.error());
    unwritten.calls += entry.count;
    unwritten.entries.push_back(entry);
  }
  return unwritten;
}

/// What cannot be written is counted on, and tried again after the pause.
void CountedCalls::write_or_keep(const std::vector<AuditEntry>& entries) {
  const auto unwritten = write(entries);
  if (unwritten.entries.empty()) return;
  core::log::error("control.audit", std::string(limits_.counted) + " are not in the audit yet",
                   {{"why", unwritten.why}, {limits_.counted, unwritten.calls}});
  const std::scoped_lock lock(mutex_);
  for (const auto& entry : unwritten.entries) {
    waiting_[{entry.code, entry.what, entry.object, entry.who, entry.way, entry.outcome}].count += entry.count;
  }
}

void CountedCalls::work() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    const auto next = next_due();
    if (!next) {
      changed_.wait(lock);
      continue;
    }
    if (const auto now = Clock::now(); *next > now) {
      changed_.wait_until(lock, *next);
      continue;
    }
    const auto due = take(Clock::now(), false);
    lock.unlock();
    write_or_keep(due);
    lock.lock();
  }
}

void CountedCalls::finish() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
    changed_.notify_one();
  }
  if (writer_.joinable()) writer_.join();
  std::vector<AuditEntry> rest;
  {
    const std::scoped_lock lock(mutex_);
    rest = take(Clock::now(), true);
  }
  // What fails for a moment does not fail twice, and this is the last chance to write.
  const auto lost = write(write(rest).entries);
  if (lost.entries.empty()) return;
  core::log::error("control.audit", std::string(limits_.counted) + " are lost to the audit: the daemon ends",
                   {{"why", lost.why}, {limits_.counted, lost.calls}});
}

}  // namespace sluss::daemon::door
