#include "daemon/run/prune/prune_history.h"

#include <nlohmann/json.hpp>
#include <numeric>

#include "core/json.h"
#include "core/log.h"
#include "daemon/run/runner/run_journal.h"
#include "warehouse/archive/segment_files.h"

namespace sluss::daemon::run {

namespace fs = std::filesystem;
namespace archive = warehouse::archive;
namespace journal = warehouse::journal;
using nlohmann::json;

namespace {

constexpr std::uint64_t read_block = std::uint64_t{4} << 20U;

constexpr std::string_view a_pruning = "a pruning";

/// A name within its folder, and nothing that leads out of it.
bool is_name(const std::string& text) {
  return !text.empty() && text.front() != '.' && text.find('/') == std::string::npos &&
         text.find('\0') == std::string::npos;
}

std::optional<Base> base_of(const json& object) {
  Base base;
  base.place = object.at("place").get<std::string>();
  base.generation = object.at("generation").get<std::string>();
  base.last_run = {object.at("last_run").get<std::int64_t>()};
  base.runs = object.at("runs").get<std::int64_t>();
  bool right = is_name(base.place) && is_name(base.generation);
  for (const auto& part : object.at("parts")) {
    base.parts.push_back({.name = part.at("name").get<std::string>(),
                          .bytes = part.at("bytes").get<std::uint64_t>(),
                          .sha256 = part.at("sha256").get<std::string>()});
    right = right && is_name(base.parts.back().name);
  }
  return right && !base.parts.empty() ? std::optional(std::move(base)) : std::nullopt;
}

core::Error missing(const fs::path& file) {
  return {.code = "archive.base_missing",
          .error_class = core::ErrorClass::storage,
          .what = "the base that `archive prune` left for rebuilds is not whole in the archive: " + file.string(),
          .remedy =
              "Mount the archive's folder if it is on a disk of its own. Else take the files of its folder from "
              "a backup: `sluss restore FILE --into` a folder of its own. While the warehouse is whole, `sluss "
              "archive prune --always` makes a new base of it.",
          .place = {.file = file.string()}};
}

}  // namespace

std::uint64_t Base::bytes() const {
  return std::accumulate(parts.begin(), parts.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const Part& part) { return sum + part.bytes; });
}

core::Result<> add_pruning(const journal::Entry& entry, PruneHistory& pruned) {
  if (entry.kind != prune_kind) return {};
  const auto body = json::parse(entry.body, nullptr, false);
  try {
    auto base = base_of(body.at("base"));
    if (!base) return broken_entry(entry, a_pruning);
    pruned.base = std::move(base);
    for (const auto& segment : body.at("segments")) pruned.segments.insert(segment.get<std::string>());
  } catch (const json::exception&) {
    return broken_entry(entry, a_pruning);
  }
  return {};
}

core::Result<PruneHistory> prune_history(Context& context) {
  PruneHistory pruned;
  SLUSS_TRY(journal::read_through(context.files, context.journal_file,
                                  [&](journal::Entry&& entry) { return add_pruning(entry, pruned); }));
  return pruned;
}

std::string prune_body(const Base& base, const std::vector<std::string>& segments, std::uint64_t bytes,
                       std::string_view way) {
  auto parts = json::array();
  for (const auto& part : base.parts)
    parts.push_back({{"name", part.name}, {"bytes", part.bytes}, {"sha256", part.sha256}});
  json body{{"status", "done"},
            {"base",
             {{"place", base.place},
              {"generation", base.generation},
              {"parts", std::move(parts)},
              {"last_run", base.last_run.value},
              {"runs", base.runs}}},
            {"segments", segments},
            {"bytes", bytes}};
  if (!way.empty()) body["way"] = way;
  return core::json_text(body);
}

core::Error base_damaged(const fs::path& file) {
  auto error = missing(file);
  error.code = "archive.base_damaged";
  error.what = "the base that `archive prune` left for rebuilds is not what the journal says: " + file.string();
  error.remedy =
      "Take the files of its folder from a backup: `sluss restore FILE --into` a folder of its own. While the "
      "warehouse is whole, `sluss archive prune --always` makes a new base of it. See to the disk.";
  return error;
}

std::optional<core::Error> base_missing(core::Files& files, const fs::path& archive, const Base& base) {
  for (const auto& part : base.parts) {
    const auto file = archive / base.file(part);
    const auto size = files.exists(file) ? files.size(file) : core::Result<std::uint64_t>(0);
    if (!size || *size != part.bytes) return missing(file);
  }
  return std::nullopt;
}

core::Result<std::optional<core::Error>> base_fault(core::Files& files, const fs::path& archive, const Base& base,
                                                    const warehouse::Pace& pace) {
  if (auto gone = base_missing(files, archive, base)) return gone;
  for (const auto& part : base.parts) {
    const auto file = archive / base.file(part);
    core::Sha256Hasher hasher;
    for (std::uint64_t offset = 0; offset < part.bytes; offset += read_block) {
      const auto block = files.read_range(file, offset, std::min(read_block, part.bytes - offset));
      if (!block && block.error().code == "disk.io") return std::optional(base_damaged(file));
      if (!block) return std::unexpected(block.error());
      hasher.update(*block);
      if (pace) SLUSS_TRY(pace(block->size()));
    }
    if (hasher.finish().hex() != part.sha256) return std::optional(base_damaged(file));
  }
  return std::optional<core::Error>();
}

core::Result<> begin_with_base(Context& context, const Base& base, const fs::path& folder,
                               warehouse::Warehouse& target) {
  const auto archive = context.settings.state / "archive";
  auto fault = SLUSS_TRY(base_fault(context.files, archive, base));
  if (fault) return std::unexpected(*std::move(fault));
  SLUSS_TRY(context.files.make_folders(folder));
  for (const auto& part : base.parts) {
    SLUSS_TRY(context.files.clone(archive / base.file(part), folder / part.name));
    SLUSS_TRY(context.files.sync_file(folder / part.name));
  }
  SLUSS_TRY(context.files.sync_folder(folder));
  SLUSS_TRY(target.adopt(base.generation));
  core::log::info("rebuild.base", "the rebuild begins with the base in the archive",
                  {{"run", base.last_run.value}, {"runs", base.runs}});
  return {};
}

std::unexpected<core::Error> pruned_error(const std::string& file) {
  return core::fail(
      core::ErrorClass::config, "archive.pruned",
      "the segment " + file + " is no longer in the archive: `archive prune` has removed it",
      "Nothing is lost: what it brought is in the warehouse, and in the base that `sluss doctor --rebuild` "
      "begins with. The bytes themselves are in a backup that was made before.",
      {.file = file});
}

bool is_archived(Context& context, const std::string& file) {
  return archive::has_segment(context.files, context.settings.state / "archive", file);
}

core::Result<archive::SegmentInfo> open_committed(Context& context, const std::string& file) {
  auto segment = context.archive.open(file);
  if (segment || archive::has_segment(context.files, context.settings.state / "archive", file)) return segment;
  if (const auto pruned = prune_history(context); pruned && pruned->segments.contains(file)) return pruned_error(file);
  return segment;
}

}  // namespace sluss::daemon::run
