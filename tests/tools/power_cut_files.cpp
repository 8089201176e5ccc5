// Longer than other files: it is one class, whose members are the operations of the port and share what a cut needs to
// know of each.
#include "tests/tools/power_cut_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace sluss::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t sector = 512;  // what a disk writes whole or not at all

std::unexpected<core::Error> error_of(std::string_view code, std::string what, const fs::path& path) {
  return core::fail(core::ErrorClass::storage, code, std::move(what), "A test did this.", {.file = path.string()});
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("the test cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

bool coin(std::mt19937_64& random) {
  return (random() & 1U) != 0;
}

/// Sector by sector what was there before, what was written, or zeros where nothing was.
std::string mixed(const std::string& before, const std::string& now, std::mt19937_64& random) {
  const auto least = std::min(before.size(), now.size());
  const auto most = std::max(before.size(), now.size());
  const std::size_t sizes[] = {before.size(), now.size(), least + random() % (most - least + 1)};
  std::string mix(sizes[random() % 3], '\0');
  for (std::size_t at = 0; at < mix.size(); at += sector) {
    const auto& from = coin(random) ? before : now;
    if (at >= from.size()) continue;
    const auto size = std::min({sector, from.size() - at, mix.size() - at});
    mix.replace(at, size, from, at, size);
  }
  return mix;
}

}  // namespace

class PowerCutFiles::Output final : public core::OutputFile {
 public:
  Output(PowerCutFiles& owner, fs::path path, std::optional<std::uint64_t> inode,
         std::unique_ptr<core::OutputFile> real)
      : owner_(owner), path_(std::move(path)), inode_(inode), real_(std::move(real)) {}

  core::Result<> write(std::string_view data) override {
    return owner_.operate(path_, [&]() -> core::Result<> {
      const auto room = owner_.room_.value_or(data.size());
      if (room < data.size()) {
        SLUSS_TRY(real_->write(data.substr(0, room)));
        owner_.bytes_written_ += room;
      }
      SLUSS_TRY(owner_.take_room(data.size(), path_));
      return real_->write(data);
    });
  }
  core::Result<> copy_from(const fs::path& file) override {
    return owner_.operate(path_, [&]() -> core::Result<> {
      if (const auto size = owner_.real_->size(file)) SLUSS_TRY(owner_.take_room(*size, path_));
      return real_->copy_from(file);
    });
  }
  core::Result<> sync() override {
    return owner_.operate(path_, [&]() -> core::Result<> {
      if (inode_) owner_.keep_content(*inode_);
      return {};
    });
  }
  core::Result<> truncate(std::uint64_t size) override {
    return owner_.operate(path_, [&] { return real_->truncate(size); });
  }
  core::Result<> close() override {
    return owner_.operate(path_, [&] { return real_->close(); });
  }
  [[nodiscard]] std::uint64_t size() const override { return real_->size(); }

 private:
  PowerCutFiles& owner_;
  const fs::path path_;
  const std::optional<std::uint64_t> inode_;
  std::unique_ptr<core::OutputFile> real_;
};

PowerCutFiles::PowerCutFiles(const fs::path& root)
    : root_(fs::absolute(root).lexically_normal()), shadow_(root_.string() + ".shadow"), real_(core::real_files()) {
  fs::remove_all(shadow_);
  take_all_as_synced();
}

PowerCutFiles::~PowerCutFiles() {
  std::error_code ignored;
  for (const auto* beside : {".shadow", ".after", ".dead"}) fs::remove_all(root_.string() + beside, ignored);
}

void PowerCutFiles::cut(std::uint64_t seed) {
  const std::lock_guard guard(mutex_);
  cut_now(seed);
}

void PowerCutFiles::cut_at(std::uint64_t operation, std::uint64_t seed) {
  const std::lock_guard guard(mutex_);
  ordered_cut_ = Order{.operation = operations_ + operation, .seed = seed, .code = {}};
}

void PowerCutFiles::fail_at(std::uint64_t operation, std::string code) {
  const std::lock_guard guard(mutex_);
  ordered_failure_ = Order{.operation = operations_ + operation, .seed = 0, .code = std::move(code)};
}

void PowerCutFiles::full_at(std::optional<std::uint64_t> bytes) {
  const std::lock_guard guard(mutex_);
  room_ = bytes;
}

void PowerCutFiles::reopen() {
  const std::lock_guard guard(mutex_);
  if (!cut_) throw std::logic_error("reopen() without a cut");
  fs::rename(root_.string() + ".after", root_);
  fs::remove_all(root_.string() + ".dead");
  fs::remove_all(shadow_);
  changes_.clear();
  counted_.clear();
  ordered_cut_.reset();
  cut_ = false;
  take_all_as_synced();
}

bool PowerCutFiles::is_cut() const {
  const std::lock_guard guard(mutex_);
  return cut_;
}

std::uint64_t PowerCutFiles::operations() const {
  const std::lock_guard guard(mutex_);
  return operations_;
}

std::uint64_t PowerCutFiles::bytes_written() const {
  const std::lock_guard guard(mutex_);
  return bytes_written_;
}

template <class Act>
auto PowerCutFiles::operate(const fs::path& path, Act act) -> decltype(act()) {
  const std::lock_guard guard(mutex_);
  SLUSS_TRY(power());
  ++operations_;
  if (ordered_failure_ && ordered_failure_->operation == operations_) {
    return error_of(ordered_failure_->code,
                    "a failure that was ordered, operation " + std::to_string(operations_) + " at " + path.string(),
                    path);
  }
  if (ordered_cut_ && ordered_cut_->operation == operations_) {
    Random random(ordered_cut_->seed);
    if (coin(random)) (void)act();
    cut_now(ordered_cut_->seed);
    return std::unexpected(power().error());
  }
  return act();
}

core::Result<> PowerCutFiles::power() const {
  if (cut_) return error_of("disk.io", "the power is cut", root_);
  return {};
}

core::Result<> PowerCutFiles::take_room(std::uint64_t bytes, const fs::path& path) {
  if (room_) {
    if (*room_ < bytes) {
      room_ = 0;
      return error_of("disk.full", "no space left on the device", path);
    }
    *room_ -= bytes;
  }
  bytes_written_ += bytes;
  return {};
}

bool PowerCutFiles::tracks(const fs::path& path) const {
  const auto inside = path.lexically_normal().lexically_relative(root_);
  return !inside.empty() && *inside.begin() != "..";
}

std::optional<PowerCutFiles::Entry> PowerCutFiles::entry_of(const fs::path& path) const {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return {};
  if (S_ISDIR(status.st_mode)) return Entry{.kind = Entry::Kind::folder, .inode = 0, .target = {}};
  if (S_ISLNK(status.st_mode)) return Entry{.kind = Entry::Kind::link, .inode = 0, .target = fs::read_symlink(path)};
  return Entry{.kind = Entry::Kind::file, .inode = status.st_ino, .target = {}};
}

fs::path PowerCutFiles::inode_file(std::uint64_t inode) const {
  return shadow_ / "held" / std::to_string(inode);
}
fs::path PowerCutFiles::synced(std::uint64_t inode) const {
  return shadow_ / "synced" / std::to_string(inode);
}

void PowerCutFiles::keep(const fs::path& path, const Entry& entry) {
  if (entry.kind != Entry::Kind::file || fs::exists(inode_file(entry.inode))) return;
  fs::create_hard_link(path, inode_file(entry.inode));
}

void PowerCutFiles::note(Change change) {
  if (change.name) keep(*change.name, change.entry);
  changes_.push_back(std::move(change));
}

void PowerCutFiles::keep_content(std::uint64_t inode) {
  fs::copy_file(inode_file(inode), synced(inode), fs::copy_options::overwrite_existing);
}

PowerCutFiles::Names PowerCutFiles::names_now() {
  Names names;
  for (const auto& found : fs::recursive_directory_iterator(root_)) {
    const auto entry = entry_of(found.path());
    if (!entry) continue;  // it has just been removed elsewhere
    keep(found.path(), *entry);
    names.emplace(found.path(), *entry);
  }
  return names;
}

void PowerCutFiles::take_all_as_synced() {
  fs::create_directories(shadow_ / "held");
  fs::create_directories(shadow_ / "synced");
  synced_names_ = names_now();
  for (const auto& [path, entry] : synced_names_) {
    if (entry.kind == Entry::Kind::file) keep_content(entry.inode);
  }
}

PowerCutFiles::Names PowerCutFiles::names_after(Random& random) {
  auto names = synced_names_;
  // A journaling file system keeps the order and loses a tail; others may keep any of them.
  const bool in_order = coin(random);
  const auto kept = random() % (changes_.size() + 1);
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    if (in_order ? i >= kept : coin(random)) continue;
    const auto& change = changes_[i];
    if (change.gone) names.erase(*change.gone);
    if (change.name) names.insert_or_assign(*change.name, change.entry);
  }
  // Names that others made or removed.
  const auto now = names_now();
  const auto ours = [&](const fs::path& path) {
    return std::ranges::any_of(changes_, [&](const Change& c) { return c.gone == path || c.name == path; });
  };
  for (const auto& [path, entry] : now) {
    const auto before = synced_names_.find(path);
    if (before != synced_names_.end() && before->second == entry) continue;
    if (!ours(path) && coin(random)) names.insert_or_assign(path, entry);
  }
  for (const auto& [path, entry] : synced_names_) {
    if (!now.contains(path) && !ours(path) && coin(random)) names.erase(path);
  }
  return names;
}

std::string PowerCutFiles::content_after(std::uint64_t inode, Random& random) const {
  auto now = bytes_of(inode_file(inode));
  auto before = fs::exists(synced(inode)) ? bytes_of(synced(inode)) : std::string();
  if (now == before) return now;
  switch (random() % 4) {
    case 0:
      return before;
    case 1:
      return now;
    default:
      return mixed(before, now, random);
  }
}

void PowerCutFiles::build_after(const Names& names, Random& random) {
  const fs::path after = root_.string() + ".after";
  fs::remove_all(after);
  fs::create_directory(after);
  for (const auto& [path, entry] : names) {  // a folder comes before what is in it
    const auto at = after / path.lexically_relative(root_);
    if (!fs::is_directory(at.parent_path())) continue;  // went with its folder
    switch (entry.kind) {
      case Entry::Kind::folder:
        fs::create_directory(at);
        break;
      case Entry::Kind::link:
        fs::create_symlink(entry.target, at);
        break;
      case Entry::Kind::file: {
        std::ofstream(at, std::ios::binary) << content_after(entry.inode, random);
        break;
      }
    }
  }
}

void PowerCutFiles::cut_now(std::uint64_t seed) {
  if (cut_) return;
  Random random(seed);
  build_after(names_after(random), random);
  // Moved away, so that code that does not use this port (DuckDB) cannot change what the cut has left.
  fs::rename(root_, root_.string() + ".dead");
  cut_ = true;
}

void PowerCutFiles::note_file(const fs::path& path, const std::optional<Entry>& before) {
  const auto entry = entry_of(path).value();
  if (before == entry) return keep(path, entry);
  if (before) note({.gone = path, .name = {}, .entry = {}});
  note({.gone = {}, .name = path, .entry = entry});
}

template <class Opening>
PowerCutFiles::OpenResult PowerCutFiles::open(const fs::path& path, Opening opening) {
  return operate(path, [&]() -> OpenResult {
    const auto before = entry_of(path);
    if (before && tracks(path)) keep(path, *before);
    auto output = SLUSS_TRY(opening());
    if (!tracks(path)) return std::make_unique<Output>(*this, path, std::nullopt, std::move(output));
    note_file(path, before);
    return std::make_unique<Output>(*this, path, entry_of(path).value().inode, std::move(output));
  });
}

core::Result<std::unique_ptr<core::OutputFile>> PowerCutFiles::create(const fs::path& path, core::FileMode mode) {
  return open(path, [&] { return real_->create(path, mode); });
}

core::Result<std::unique_ptr<core::OutputFile>> PowerCutFiles::create_new(const fs::path& path, core::FileMode mode) {
  return open(path, [&] { return real_->create_new(path, mode); });
}

core::Result<std::unique_ptr<core::OutputFile>> PowerCutFiles::append(const fs::path& path, core::FileMode mode) {
  return open(path, [&] { return real_->append(path, mode); });
}

core::Result<std::string> PowerCutFiles::read(const fs::path& path) {
  return operate(path, [&] { return real_->read(path); });
}

core::Result<std::string> PowerCutFiles::read_range(const fs::path& path, std::uint64_t offset, std::uint64_t size) {
  return operate(path, [&] { return real_->read_range(path, offset, size); });
}

template <class Renaming>
core::Result<> PowerCutFiles::rename_by(const fs::path& from, const fs::path& to, Renaming renaming) {
  return operate(from, [&]() -> core::Result<> {
    const auto entry = entry_of(from);
    if (entry && tracks(from)) keep(from, *entry);
    if (const auto over = entry_of(to); over && tracks(to)) keep(to, *over);
    SLUSS_TRY(renaming());
    if (tracks(from)) note({.gone = from, .name = to, .entry = entry.value()});
    return {};
  });
}

core::Result<> PowerCutFiles::rename(const fs::path& from, const fs::path& to) {
  return rename_by(from, to, [&] { return real_->rename(from, to); });
}

core::Result<> PowerCutFiles::rename_new(const fs::path& from, const fs::path& to) {
  return rename_by(from, to, [&] { return real_->rename_new(from, to); });
}

core::Result<bool> PowerCutFiles::exchange(const fs::path& one, const fs::path& other) {
  return operate(one, [&] { return real_->exchange(one, other); });
}

core::Result<> PowerCutFiles::remove(const fs::path& path) {
  return operate(path, [&]() -> core::Result<> {
    const auto entry = entry_of(path);
    if (entry && tracks(path)) keep(path, *entry);
    SLUSS_TRY(real_->remove(path));
    if (entry && tracks(path)) note({.gone = path, .name = {}, .entry = {}});
    return {};
  });
}

core::Result<> PowerCutFiles::make_folders(const fs::path& path, core::FileMode mode) {
  return operate(path, [&]() -> core::Result<> {
    std::vector<fs::path> missing;
    for (auto folder = path; tracks(folder) && !fs::exists(folder); folder = folder.parent_path()) {
      missing.push_back(folder);
    }
    SLUSS_TRY(real_->make_folders(path, mode));
    for (const auto& folder : missing) synced_names_.insert_or_assign(folder, entry_of(folder).value());
    return {};
  });
}

core::Result<> PowerCutFiles::set_mode(const fs::path& path, core::FileMode mode) {
  return operate(path, [&] { return real_->set_mode(path, mode); });
}

core::Result<> PowerCutFiles::symlink(const fs::path& target, const fs::path& link) {
  return operate(link, [&]() -> core::Result<> {
    SLUSS_TRY(real_->symlink(target, link));
    if (tracks(link)) note({.gone = {}, .name = link, .entry = entry_of(link).value()});
    return {};
  });
}

core::Result<> PowerCutFiles::sync_file(const fs::path& path) {
  return operate(path, [&]() -> core::Result<> {
    const auto entry = entry_of(path);
    if (!entry) return real_->sync_file(path);
    if (!tracks(path)) return {};
    auto& counted = counted_[entry->inode];
    const auto size = fs::file_size(path);
    if (size > counted) SLUSS_TRY(take_room(size - counted, path));
    counted = size;
    keep(path, *entry);
    keep_content(entry->inode);
    return {};
  });
}

core::Result<> PowerCutFiles::sync_folder(const fs::path& path) {
  return operate(path, [&]() -> core::Result<> {
    if (!fs::is_directory(path)) return real_->sync_folder(path);
    if (path.lexically_normal() != root_ && !tracks(path)) return {};
    const auto within = [&](const std::optional<fs::path>& name) { return name && name->parent_path() == path; };
    std::erase_if(changes_, [&](const Change& c) { return within(c.name) || (!c.name && within(c.gone)); });
    std::erase_if(synced_names_, [&](const auto& name) { return name.first.parent_path() == path; });
    for (const auto& found : fs::directory_iterator(path)) {
      if (const auto entry = entry_of(found.path())) {
        keep(found.path(), *entry);
        synced_names_.insert_or_assign(found.path(), *entry);
      }
    }
    return {};
  });
}

core::Result<> PowerCutFiles::clone(const fs::path& from, const fs::path& to, core::FileMode mode) {
  return operate(to, [&]() -> core::Result<> {
    const auto before = entry_of(to);
    if (before && tracks(to)) keep(to, *before);
    if (const auto size = real_->size(from)) SLUSS_TRY(take_room(*size, to));
    SLUSS_TRY(real_->clone(from, to, mode));
    if (!tracks(to)) return {};
    note_file(to, before);
    counted_[entry_of(to).value().inode] = fs::file_size(to);
    return {};
  });
}

core::Result<std::vector<fs::path>> PowerCutFiles::list(const fs::path& folder) {
  return operate(folder, [&] { return real_->list(folder); });
}

bool PowerCutFiles::exists(const fs::path& path) {
  const std::lock_guard guard(mutex_);
  return !cut_ && real_->exists(path);
}

core::Result<std::uint64_t> PowerCutFiles::size(const fs::path& path) {
  return operate(path, [&] { return real_->size(path); });
}

}  // namespace sluss::tests
