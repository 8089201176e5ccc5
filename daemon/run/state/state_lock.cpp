#include "daemon/run/state/state_lock.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <set>
#include <sstream>
#include <system_error>
#include <thread>
#include <utility>

#include "core/text.h"
#include "core/time.h"
#include "core/users.h"

namespace sluss::daemon::run {

namespace fs = std::filesystem;
using warehouse::FileLock;

namespace {

std::unexpected<core::Error> served_already(const fs::path& state) {
  return core::fail(core::ErrorClass::busy, "serve.running", "another daemon serves this state folder",
                    "`sluss status` shows it; stop it first.", {.file = (state / serve_lock_name).string()});
}

constexpr std::size_t most_shown = 200;
constexpr std::size_t most_holders = 3;
constexpr int most_tries = 20;
/// A daemon takes its shared lock back: who makes it exclusive meanwhile finds serve.lock locked, and releases it.
constexpr std::chrono::seconds patience_to_share{30};

/// Only for people to read: the lock holds whether or not this could be written.
void note_holder(const FileLock& lock, std::string_view who) {
  lock.note(who.empty() ? std::string()
                        : std::string(who) + ", process " + std::to_string(::getpid()) + ", since " +
                              core::to_text(core::SystemClock().now()));
}

std::string first_word_of(const std::string& process) {
  std::ifstream file("/proc/" + process + "/cmdline", std::ios::binary);
  std::string part;
  std::string name;
  bool skip = false;
  while (std::getline(file, part, '\0')) {
    if (name.empty()) {
      name = fs::path(part).filename().string();
    } else if (std::exchange(skip, false)) {
      continue;
    } else if (part.starts_with("-")) {
      skip = part == "--config" || part == "--now" || part == "--log-level" || part == "--log-format";
    } else {
      name.append(" ").append(part);
      break;  // what follows may be a query's text
    }
  }
  return core::one_line(core::shortened(name, most_shown));
}

/// "2026-…Z", or "" when /proc does not show it.
std::string began(const std::string& process) {
  std::ifstream file("/proc/" + process + "/stat");
  std::string text;
  std::getline(file, text);
  const auto end_of_name = text.rfind(')');
  if (end_of_name == std::string::npos) return "";
  std::istringstream fields(text.substr(end_of_name + 1));
  constexpr int before_start = 19;  // state is the third field, starttime the 22nd
  std::string field;
  for (int i = 0; i <= before_start; ++i) fields >> field;
  std::ifstream machine("/proc/stat");
  std::int64_t boot = 0;
  for (std::string line; std::getline(machine, line);) {
    if (line.starts_with("btime ")) boot = std::strtoll(line.c_str() + 6, nullptr, 10);
  }
  const auto ticks = std::strtoll(field.c_str(), nullptr, 10);
  if (boot == 0 || ticks == 0) return "";
  return core::to_text(core::Instant{(boot + ticks / ::sysconf(_SC_CLK_TCK)) * 1'000'000});
}

/// As /proc/locks names a file.
std::string object_name(const struct stat& file) {
  std::ostringstream text;
  text << std::hex << std::setfill('0') << std::setw(2) << major(file.st_dev) << ":" << std::setw(2)
       << minor(file.st_dev) << ":" << std::dec << file.st_ino;
  return text.str();
}

std::unexpected<core::Error> busy(const fs::path& file, StateLock::Use use) {
  const auto seen = holders_of(file);
  // Whoever had it exclusively before those who share it now may have left its name.
  const auto noted = use == StateLock::Use::shared ? warehouse::noted_holder(file) : std::string();
  const auto who = !noted.empty() ? noted : !seen.empty() ? seen : std::string("another process of Sluss");
  const auto folder = file.parent_path().string();
  if (use == StateLock::Use::shared) {
    return core::fail(core::ErrorClass::busy, "state.busy", folder + " is held alone by " + who,
                      "Try again when it has ended; when that process ends, however it ends, the lock is free.",
                      {.file = file.string()});
  }
  return core::fail(core::ErrorClass::busy, "state.busy", folder + " is in use: " + who,
                    "Wait until it has ended, or stop a daemon first: systemctl stop sluss.", {.file = file.string()});
}

}  // namespace

core::Result<StateLock> StateLock::take(const fs::path& state, Use use, std::string_view who,
                                        std::chrono::milliseconds patience) {
  const auto file = state / state_lock_name;
  const auto mode = use == Use::exclusive ? FileLock::Mode::exclusive : FileLock::Mode::shared;
  for (int i = 0; i < most_tries; ++i) {
    auto lock = SLUSS_TRY(FileLock::take_own(file, patience, mode));
    if (!lock) return busy(file, use);
    if (!lock->is_of(file)) continue;  // the folder was removed and made again meanwhile
    StateLock taken(file, std::move(*lock), use);
    if (use == Use::exclusive) {
      // A daemon of an earlier version takes no other lock.
      const bool served = SLUSS_TRY(is_served(state));
      if (served) return busy(state / serve_lock_name, use);
      note_holder(taken.lock_, who);
    }
    return taken;
  }
  return busy(file, use);
}

core::Result<> StateLock::make_exclusive(std::string_view who, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const bool alone = SLUSS_TRY(lock_.convert(FileLock::Mode::exclusive));
    if (alone) break;
    SLUSS_TRY(share());
    if (std::chrono::steady_clock::now() >= until) return busy(file_, Use::exclusive);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  use_ = Use::exclusive;
  note_holder(lock_, who);
  return {};
}

core::Result<> StateLock::share() {
  if (use_ == Use::exclusive) note_holder(lock_, "");
  const bool shared = SLUSS_TRY(lock_.convert(FileLock::Mode::shared, patience_to_share));
  if (!shared) return busy(file_, Use::shared);
  use_ = Use::shared;
  return {};
}

core::Result<FileLock> take_serve_lock(const fs::path& state) {
  auto lock = SLUSS_TRY(FileLock::take_own(state / serve_lock_name));
  if (!lock) return served_already(state);
  return *std::move(lock);
}

core::Result<> check_not_served(const fs::path& state) {
  const bool served = SLUSS_TRY(is_served(state));
  if (served) return served_already(state);
  return {};
}

core::Result<bool> is_served(const fs::path& state) {
  const auto file = state / serve_lock_name;
  std::error_code problem;
  if (!fs::exists(file, problem)) return false;
  const auto lock = SLUSS_TRY(FileLock::take(file));
  return !lock;
}

std::string holders_of(const fs::path& file) {
  struct stat known{};
  if (::stat(file.c_str(), &known) != 0) return "";
  const auto wanted = object_name(known);
  std::ifstream locks("/proc/locks");
  std::set<std::string> processes;
  // "3: FLOCK  ADVISORY  READ 1234 08:01:99 0 EOF"; whoever waits has "->" before FLOCK.
  for (std::string line; std::getline(locks, line);) {
    std::istringstream fields(line);
    std::string number;
    std::string kind;
    std::string manner;
    std::string way;
    std::string process;
    std::string object;
    fields >> number >> kind >> manner >> way >> process >> object;
    if (kind != "FLOCK") continue;
    if (object == wanted && process != std::to_string(::getpid())) processes.insert(process);
  }
  std::string text;
  std::size_t shown = 0;
  for (const auto& process : processes) {
    if (shown++ == most_holders) return text + ", and " + std::to_string(processes.size() - most_holders) + " more";
    const auto word = first_word_of(process);
    const auto since = began(process);
    text += (text.empty() ? "process " : ", process ") + process + (word.empty() ? "" : " (" + word + ")") +
            (since.empty() ? "" : ", since " + since);
  }
  return text;
}

core::Result<> check_owner(const fs::path& state, uid_t owner, const Caller& caller) {
  if (caller.user != 0 || owner == 0) return {};
  const auto name = core::shown_user(owner);
  return core::fail(core::ErrorClass::config, "state.other_owner",
                    state.string() + " belongs to " + name + ", and what root writes there " + name + " cannot write",
                    "Nothing was changed. Run: sudo -u " + core::user_for_sudo(owner) + " " + caller.command_line,
                    {.file = state.string()});
}

core::Result<> check_owner(const fs::path& state, const Caller& caller) {
  const auto owner = core::owner_of(state);
  if (!owner) return {};  // what is done there reports what is wrong with it
  return check_owner(state, owner->user, caller);
}

}  // namespace sluss::daemon::run
