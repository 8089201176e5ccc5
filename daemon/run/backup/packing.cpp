#include "daemon/run/backup/packing.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "core/log.h"
#include "core/walk.h"
#include "daemon/run/backup/names.h"
#include "daemon/run/replay/journal_gap.h"
#include "daemon/run/runner/run_journal.h"
#include "warehouse/archive/record.h"
#include "warehouse/archive/segment_files.h"
#include "warehouse/journal/journal.h"

namespace sluss::daemon::backup {

namespace fs = std::filesystem;
namespace journal = warehouse::journal;
using warehouse::PinnedFile;

namespace {

constexpr std::uint64_t largest_small_file = std::uint64_t{64} << 20U;

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "";
  return name.data();
}

/// A link to one is one too.
bool is_secret(const fs::path& file, const fs::path& folder) {
  const auto leads_to = [&](const fs::path& secrets) {
    std::error_code no_file;
    std::error_code no_folder;
    const auto end = fs::canonical(file, no_file);
    const auto below = fs::canonical(secrets, no_folder);
    return !no_file && !no_folder && core::is_within(end, below);
  };
  const char* given = std::getenv("CREDENTIALS_DIRECTORY");
  return leads_to(folder / "credentials") || (given != nullptr && leads_to(given));
}

std::unexpected<core::Error> stopped() {
  return core::fail(core::ErrorClass::cancelled, "backup.cancelled", "the backup was stopped", "Begin it again.");
}

}  // namespace

core::Result<> Packer::generation() {
  const auto snapshot = SLUSS_TRY(context_.warehouse.snapshot());
  no_generation_ = snapshot.absent;
  if (snapshot.damaged) add_loss(*snapshot.damaged);
  for (const auto& part : snapshot.parts) SLUSS_TRY(pack("state/warehouse/" + part.name, part.file, part.file.size()));
  manifest_.generation = snapshot.name;
  return {};
}

core::Result<> Packer::the_journal() {
  if (!context_.files.exists(context_.journal_file)) return {};
  const auto reading = SLUSS_TRY(journal::read_through(
      context_.files, context_.journal_file, [this](journal::Entry&& entry) -> core::Result<> { return note(entry); }));
  manifest_.journal_entries = reading.entries;
  manifest_.journal_head = reading.head;
  const auto file = SLUSS_TRY(PinnedFile::open(context_.journal_file));
  return pack("state/journal.jsonl", file, reading.bytes);
}

core::Result<> Packer::archive() {
  const auto segments = SLUSS_TRY(context_.archive.segments());
  const auto folder = context_.settings.state / "archive";
  for (const auto& segment : segments) {
    if (!segment.whole || !warehouse::archive::has_segment(context_.files, folder, segment.file)) continue;
    for (const auto* extension : {".seg", ".idx"}) {
      const auto file = fs::path(segment.file).replace_extension(extension);
      const auto input = SLUSS_TRY(PinnedFile::open(folder / file));
      SLUSS_TRY(pack("state/archive/" + file.string(), input, input.size()));
    }
    packed_.insert(segment.file.string());
    SLUSS_TRY(check_segment(segment));
  }
  return pruned_.base ? pack_base() : core::Result<>{};
}

/// The base that the journal names: a rebuild of the restored state begins with it.
core::Result<> Packer::pack_base() {
  const auto folder = context_.settings.state / "archive";
  const auto& base = *pruned_.base;
  if (auto missing = run::base_missing(context_.files, folder, base)) {
    add_loss(*std::move(missing));
    return {};
  }
  for (const auto& part : base.parts) {
    const auto name = "state/archive/" + base.file(part).generic_string();
    const auto input = SLUSS_TRY(PinnedFile::open(folder / base.file(part)));
    SLUSS_TRY(pack(name, input, input.size()));
    if (manifest_.files[name].sha256 != part.sha256) add_loss(run::base_damaged(folder / base.file(part)));
  }
  return {};
}

/// Checks the index and objects, each by its sum; a disk that cannot be read at all ends the backup.
core::Result<> Packer::check_segment(const warehouse::archive::SegmentInfo& segment) {
  std::vector<core::Error> errors;
  const auto collect_damage = [&](const auto& read) -> core::Result<> {
    if (read) return {};
    if (read.error().code != "archive.damaged") return std::unexpected(read.error());
    errors.push_back(read.error());
    return {};
  };
  const auto index = context_.settings.state / "archive" / fs::path(segment.file).replace_extension(".idx");
  const auto bytes = SLUSS_TRY(context_.files.read(index));
  SLUSS_TRY(collect_damage(warehouse::archive::decode_index(bytes, {.file = index.string()})));
  for (const auto& object : segment.objects) {
    if (stop_.stop_requested()) return stopped();
    SLUSS_TRY(collect_damage(context_.archive.read(segment, object.index)));
  }
  if (errors.empty()) return {};
  const auto& first = errors.front();
  add_loss({.code = first.code,
            .error_class = core::ErrorClass::storage,
            .what = "the segment " + segment.file.string() + " of the archive is damaged: " + first.what +
                    (first.place.field.empty() ? "" : " (" + first.place.field + ")") +
                    (errors.size() > 1 ? ", and " + std::to_string(errors.size() - 1) + " more" : ""),
            .remedy =
                "Take both files of it (.seg, .idx) from a backup that has them whole: `sluss restore FILE --into` a "
                "folder of its own, copy what its archive holds, give it to the state's owner. `sluss archive verify` "
                "lists all that is damaged; see to the disk.",
            .place = first.place});
  return {};
}

/// The generation was packed before: the warehouse that is read now has as many runs, or more.
void Packer::find_journal_loss() {
  const auto add_journal_loss = [&](std::string what) {
    add_loss(
        {.code = "backup.no_journal",
         .error_class = core::ErrorClass::storage,
         .what = std::move(what),
         .remedy = "Restore " + context_.journal_file.string() +
                   " from a backup that has it: it cannot be made again. Where only its last entries are gone, `sluss "
                   "doctor --rebuild` makes the warehouse agree with it again.",
         .place = {.file = context_.journal_file.string()}});
  };
  const auto reader = context_.warehouse.reader({.now = context_.clock.now()});
  if (!reader) {
    if (reader.error().code != "warehouse.empty") add_loss(reader.error());
    return;
  }
  const auto gap = run::journal_gap(context_, **reader);
  if (!gap) {
    add_loss(gap.error());
  } else if (gap->known == 0 && !gap->not_in_journal.empty()) {
    add_journal_loss(manifest_.journal_entries == 0 ? "there is no journal, and the warehouse has runs"
                                                    : "the journal has no run, and the warehouse has runs");
  } else if (const auto lost = run::lost_error(context_, *gap)) {
    add_journal_loss(lost->what);
  } else if (gap->differs) {
    add_journal_loss(
        "the journal is not the one that the warehouse's meta.audit was filled from, or its end was cut off");
  }
}

void Packer::find_losses() {
  const auto& settings = context_.settings;
  const auto is_packed = [&](const std::string& segment) {
    return packed_.contains(segment) || pruned_.segments.contains(segment);
  };
  if (auto missing = run::missing_among(named_, is_packed, settings.state / "archive")) add_loss(*std::move(missing));
  if (!no_generation_.empty() && manifest_.last_run != 0) {
    add_loss({.code = "backup.no_generation",
              .error_class = core::ErrorClass::storage,
              .what = "the warehouse has no current generation to back up: " + no_generation_,
              .remedy = "Mount " + settings.warehouse_folder.string() +
                        " if it is on a disk of its own. Else `sluss doctor --rebuild` rebuilds the warehouse.",
              .place = context_.warehouse.place()});
  }
  if (!manifest_.generation.empty()) find_journal_loss();
}

core::Result<> Packer::small_states() {
  const auto files = SLUSS_TRY(context_.files.list(context_.settings.state));
  for (const auto& file : files) {
    if (file.extension() != ".json") continue;
    const auto name = "state/" + file.filename().string();
    if (is_small_state(file.filename().string())) {
      SLUSS_TRY(small_file(name, file));
    } else {
      leave_out(name, file, "no part of the program uses it");
    }
  }
  return {};
}

core::Result<> Packer::configuration() {
  const auto& settings = context_.settings;
  if (settings.file.empty() || !context_.files.exists(settings.file)) return {};
  const auto folder = settings.file.parent_path();
  SLUSS_TRY(configuration_file(settings.file, folder));
  for (const auto& part : configuration_folders) SLUSS_TRY(configuration_folder(folder / part, folder));
  return {};
}

core::Result<> Packer::end(const BackupOptions& options, const SigningKey* key) {
  manifest_.made_at = core::to_text(context_.clock.now());
  manifest_.version = options.version;
  manifest_.host = host_name();
  manifest_.schema = context_.warehouse.schema_name();
  manifest_.configuration_digest = context_.settings.digest;
  for (const auto& error : lacks_) manifest_.lacks.push_back(error.code);
  auto text = manifest_text(manifest_);
  if (key != nullptr) {
    text = SLUSS_TRY(signed_manifest_text(manifest_, *key));
  }
  SLUSS_TRY(tar_.begin(manifest_name, text.size()));
  SLUSS_TRY(tar_.write(text));
  SLUSS_TRY(tar_.end());
  return tar_.finish();
}

core::Result<> Packer::note(const journal::Entry& entry) {
  if (entry.number == 1) manifest_.state = entry.hash;
  SLUSS_TRY(run::add_pruning(entry, pruned_));
  if (!run::is_run(entry.kind)) return {};
  const auto run = SLUSS_TRY(run::parse_journal_body(entry));
  run::add_segments(run, named_);
  manifest_.last_run = std::max(manifest_.last_run, run.run.value);
  return {};
}

/// The target of a link is packed, unless it is a folder: nothing reads files below a linked one.
core::Result<> Packer::configuration_folder(const fs::path& below, const fs::path& folder) {
  const auto listed = context_.files.list(below);
  if (!listed) {
    std::error_code error;
    // None, or removed since it was listed.
    if (fs::symlink_status(below, error).type() == fs::file_type::not_found) return {};
    leave_out("configuration/" + below.lexically_relative(folder).generic_string(), below, listed.error().what);
    return {};
  }
  for (const auto& path : *listed) {
    std::error_code unknown;
    if (fs::is_directory(fs::symlink_status(path, unknown))) {
      SLUSS_TRY(configuration_folder(path, folder));
    } else if (!fs::is_directory(path, unknown)) {
      SLUSS_TRY(configuration_file(path, folder));
    }
  }
  return {};
}

core::Result<> Packer::configuration_file(const fs::path& file, const fs::path& folder) {
  if (!is_configuration_kind(file.filename().string())) return {};
  // By its name here, wherever a link leads: the restored folder then has the file that was read.
  const auto name = "configuration/" + file.lexically_relative(folder).generic_string();
  if (!is_secret(file, folder)) return small_file(name, file);
  leave_out(name, file, "it is a credential, or leads to one");
  return {};
}

/// Read whole before it is packed: one that cannot be read is reported, and does not end the backup.
core::Result<> Packer::small_file(const std::string& name, const fs::path& file) {
  const auto input = PinnedFile::open(file);
  std::error_code error;
  // Removed since it was listed; a link that leads nowhere is there.
  if (!input && fs::symlink_status(file, error).type() == fs::file_type::not_found) return {};
  std::string text;
  core::Result<std::string> bytes;
  while (input && input->size() <= largest_small_file && text.size() < input->size()) {
    bytes = input->read(text.size(), input->size() - text.size());
    if (!bytes) break;
    text += *bytes;
  }
  if (!input || !bytes) {
    leave_out(name, file, (input ? bytes.error() : input.error()).what);
  } else if (input->size() > largest_small_file) {
    leave_out(name, file, "it is larger than 64 MiB");
  } else if (!TarWriter::takes(name)) {
    leave_out(name, file, "its name cannot be stored in a backup");
  } else {
    return add(name, text);
  }
  return {};
}

void Packer::add_loss(core::Error error) {
  core::log::error("backup.lacks", error.what, {{"code", error.code}, {"remedy", error.remedy}});
  lacks_.push_back(std::move(error));
}

void Packer::leave_out(const std::string& name, const fs::path& file, std::string why) {
  left_out_.push_back(core::fail(core::ErrorClass::storage, "backup.left_out",
                                 name + " is not in the backup: " + std::move(why),
                                 "Mend it, or take it away; all else is in the backup.", {.file = file.string()})
                          .error());
  core::log::warning("backup.left_out", left_out_.back().what, {{"file", left_out_.back().place.file}});
}

core::Result<> Packer::pack(const std::string& name, const PinnedFile& input, std::uint64_t size) {
  if (progress_) progress_(name, bytes_);
  core::Sha256Hasher hasher;
  SLUSS_TRY(tar_.begin(name, size));
  for (std::uint64_t offset = 0; offset < size;) {
    if (stop_.stop_requested()) return stopped();
    const auto bytes = SLUSS_TRY(input.read(offset, size - offset));
    SLUSS_TRY(tar_.write(bytes));
    hasher.update(bytes);
    offset += bytes.size();
    bytes_ += bytes.size();
  }
  SLUSS_TRY(tar_.end());
  manifest_.files[name] = {size, hasher.finish().hex()};
  return {};
}

core::Result<> Packer::add(const std::string& name, std::string_view text) {
  if (progress_) progress_(name, bytes_);
  SLUSS_TRY(tar_.begin(name, text.size()));
  SLUSS_TRY(tar_.write(text));
  SLUSS_TRY(tar_.end());
  bytes_ += text.size();
  manifest_.files[name] = {text.size(), core::Sha256::of(text).hex()};
  return {};
}

}  // namespace sluss::daemon::backup
