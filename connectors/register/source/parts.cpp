#include "connectors/register/source/parts.h"

#include <algorithm>
#include <array>
#include <set>
#include <system_error>
#include <utility>

#include "connectors/register/document/document.h"
#include "connectors/register/format.h"
#include "connectors/register/inbox/inbox.h"
#include "connectors/register/mapping/pattern.h"
#include "connectors/register/over_limit.h"
#include "connectors/register/text/encoding.h"
#include "connectors/register/zip_file.h"
#include "core/letters.h"
#include "core/text.h"

namespace sluss::connectors::registers {

namespace fs = std::filesystem;

namespace {

/// Each is open while the file is read.
constexpr std::size_t most_parts = 500;

std::optional<FileFormat> format_of(Format format) {
  switch (format) {
    case Format::text:
      return FileFormat::csv;
    case Format::xlsx:
      return FileFormat::xlsx;
    case Format::html:
      return FileFormat::html;
    case Format::json:
      return FileFormat::json;
    case Format::json_stat:
      return FileFormat::json_stat;
    case Format::zip:
      return FileFormat::zip;
    default:
      return std::nullopt;  // not read, with its own error; or a gz, which is known when it is unpacked
  }
}

/// Of a form that the mapping does not have: text counts as `fixed` too.
bool is_foreign(Format format, const std::vector<FileFormat>& wanted) {
  const auto known = format_of(format);
  if (wanted.empty() || !known) return false;
  return std::ranges::none_of(
      wanted, [&](FileFormat one) { return one == *known || (one == FileFormat::fixed && known == FileFormat::csv); });
}

/// An error of a copy or a member, of which people know the file alone.
core::Error of_file(core::Error error, const std::string& name) {
  error.place.file = name;
  return error;
}

std::string base_name(const std::string& member) {
  return member.substr(member.rfind('/') + 1);
}

/// What a system packs along, of its own and by these names alone: nobody writes anything there.
bool is_a_systems_own(const std::string& member) {
  const auto name = core::folded(base_name(member));
  return member.starts_with("__MACOSX/") || name == ".ds_store" || name == "thumbs.db" || name == "desktop.ini";
}

/// By a pattern of the mapping: it is known to be data, or keys.
bool is_named_member(const Mapping& mapping, const std::string& member) {
  const auto names = [&](const std::vector<std::string>& patterns) {
    return !patterns.empty() && Patterns(patterns).matches(member);
  };
  return std::ranges::any_of(mapping.tables, [&](const Table& table) { return names(table.files); }) ||
         std::ranges::any_of(mapping.lookups, [&](const Lookup& lookup) { return names(lookup.files); });
}

bool is_wanted(const Mapping& mapping, const std::string& member) {
  const auto matches = [&](const std::vector<std::string>& patterns) {
    return patterns.empty() || Patterns(patterns).matches(member);
  };
  return std::ranges::any_of(mapping.tables, [&](const Table& table) { return matches(table.files); }) ||
         std::ranges::any_of(mapping.lookups, [&](const Lookup& lookup) { return matches(lookup.files); });
}

/// A folder of its own below scratch, whatever else was opened there.
core::Result<fs::path> new_folder(core::Files& files, const fs::path& scratch) {
  for (int number = 1;; ++number) {
    auto folder = scratch / ("parts-" + std::to_string(number));
    if (files.exists(folder)) continue;
    SLUSS_TRY(files.make_folders(folder));
    return folder;
  }
}

}  // namespace

std::unexpected<core::Error> stopped() {
  return core::fail(core::ErrorClass::cancelled, "register.cancelled", "the reading of the file was stopped",
                    "Run the job again: the file stays where it is.");
}

CsvOptions csv_options_of(const Mapping& mapping) {
  CsvOptions options{.delimiter = mapping.csv.delimiter};
  if (!mapping.csv.quote.empty()) options.quote = mapping.csv.quote;
  if (!mapping.csv.encoding.empty()) options.encoding = encoding_named(mapping.csv.encoding);
  return options;
}

namespace {

DocumentHints hints_of(const Mapping& mapping) {
  DocumentHints hints{.csv = csv_options_of(mapping)};
  const auto& widths = mapping.csv.widths;
  if (!widths.empty())
    hints.fixed_width = FixedWidthOptions{.encoding = hints.csv.encoding, .widths = {widths.begin(), widths.end()}};
  hints.json.records = mapping.json.records;
  return hints;
}

}  // namespace

class PartsOpener {
 public:
  PartsOpener(const std::string& name, const PartsSetting& setting, FileParts& opened)
      : name_(name), setting_(setting), hints_(hints_of(setting.mapping)), opened_(opened) {}

  core::Result<> open(const fs::path& path) {
    const auto format = recognise_format(path);
    if (!format) return std::unexpected(of_file(format.error(), name_));
    if (is_foreign(*format, setting_.mapping.files.formats)) {
      return core::fail(core::ErrorClass::data, "register.format",
                        "the file is of the format \"" + std::string(name_of(*format)) + "\", which the mapping " +
                            setting_.mapping.id + " does not have",
                        "Add it to [files] formats, or save the file in one of those.", {.file = name_});
    }
    if (*format == Format::zip) return open_zip(path);
    auto document = SLUSS_TRY(document_of(path, name_, opened_.folder_, hints_));
    keep(name_, std::move(document));
    return {};
  }

 private:
  core::Result<std::unique_ptr<Document>> document_of(const fs::path& path, const std::string& name,
                                                      const fs::path& folder, const DocumentHints& hints) {
    auto document = open_document(path, hints, setting_.limits, setting_.files, folder);
    if (!document) return std::unexpected(of_file(document.error(), name));
    return document;
  }

  void keep(std::string name, std::unique_ptr<Document> document) {
    opened_.parts_.push_back({.name = std::move(name), .document = document.get()});
    opened_.documents_.push_back(std::move(document));
  }

  core::Result<> open_zip(const fs::path& path) {
    opened_.zip_ = true;
    const auto zip = ZipFile::open(path, setting_.limits);
    if (!zip) return std::unexpected(of_file(zip.error(), name_));
    if (setting_.text) {
      for (const auto& comment : zip->comments()) setting_.text(zip_comments_place, comment);
    }
    std::multiset<std::string> bases;
    for (const auto& entry : zip->entries()) bases.insert(base_name(shown(entry)));
    for (const auto& entry : zip->entries()) {
      if (setting_.stop.stop_requested()) return stopped();
      if (setting_.name) setting_.name(shown(entry));
      const auto base = base_name(shown(entry));
      if (base.empty()) continue;  // a folder
      SLUSS_TRY(open_member(*zip, entry, bases.count(base) > 1 ? shown(entry) : base));
    }
    if (!opened_.parts_.empty()) return {};
    return core::fail(core::ErrorClass::data, "register.member",
                      "no member of the zip file is one that the mapping " + setting_.mapping.id + " reads",
                      "Correct the files of its tables and lookups, or look at what is in the file.", {.file = name_});
  }

  static std::string shown(const ZipEntry& entry) { return core::one_line(core::decoded(entry.name)); }

  core::Result<> open_member(const ZipFile& zip, const ZipEntry& entry, const std::string& member) {
    const bool wanted = may_be_taken(base_name(member)) && is_wanted(setting_.mapping, member);
    if (!wanted && !setting_.others) return {};
    const auto folder = opened_.folder_ / std::to_string(++members_);
    SLUSS_TRY(setting_.files.make_folders(folder));
    const auto path = folder / "member";
    SLUSS_TRY(unpack(zip, entry, path));
    // The mapping's hints are of what it reads: by its widths a number of a person may be in two columns.
    auto document = document_of(path, name_ + " › " + member, folder, wanted ? hints_ : DocumentHints());
    if (wanted) {
      if (!document) return not_read(member, document.error());
      if (opened_.parts_.size() == most_parts)
        return over_limit("the zip file has more than 500 members that are read", {.file = name_});
      keep(member, *std::move(document));
      return {};
    }
    SLUSS_TRY(look_at(entry, member, document));
    document = nullptr;  // before its file
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    return {};
  }

  /// Where the mapping does not say which members are data each one is, also a letter beside the lists.
  [[nodiscard]] std::unexpected<core::Error> not_read(const std::string& member, core::Error error) const {
    if (error.code != "register.format") return std::unexpected(std::move(error));
    if (!is_named_member(setting_.mapping, member)) {
      return core::fail(
          core::ErrorClass::data, "register.member",
          "a member of the zip file, \"" + shown_name(member) + "\", is of a format that is not read",
          "Pack the file again without it; or name those that are data, by files of the mapping's tables.",
          {.file = name_, .field = member});
    }
    error.place.field = member;
    return std::unexpected(std::move(error));
  }

  core::Result<> look_at(const ZipEntry& entry, const std::string& member,
                         const core::Result<std::unique_ptr<Document>>& document) const {
    if (document) return setting_.others({.name = member, .document = document->get()});
    if (document.error().error_class != core::ErrorClass::data) return std::unexpected(document.error());
    if (is_a_systems_own(shown(entry))) return {};
    return core::fail(core::ErrorClass::data, "register.member",
                      "a member of the zip file that no table reads is of a format in which it cannot be seen whether "
                      "it has the numbers of persons",
                      "Pack the file again without it.", {.file = name_, .field = member});
  }

  core::Result<> unpack(const ZipFile& zip, const ZipEntry& entry, const fs::path& path) const {
    const auto source = zip.read(entry);
    if (!source) return std::unexpected(of_file(source.error(), name_));
    const auto into = SLUSS_TRY(setting_.files.create(path));
    std::array<char, std::size_t{64} * 1024> block{};
    for (;;) {
      if (setting_.stop.stop_requested()) return stopped();
      const auto got = (*source)->read(block);
      if (!got) return std::unexpected(of_file(got.error(), name_));
      if (*got == 0) return into->close();
      SLUSS_TRY(into->write({block.data(), *got}));
    }
  }

  const std::string& name_;
  const PartsSetting& setting_;
  DocumentHints hints_;
  FileParts& opened_;
  int members_ = 0;
};

core::Result<FileParts> FileParts::open(const fs::path& path, const std::string& name, const PartsSetting& setting) {
  FileParts opened(SLUSS_TRY(new_folder(setting.files, setting.scratch)));
  SLUSS_TRY(PartsOpener(name, setting, opened).open(path));
  return opened;
}

FileParts::FileParts(FileParts&& other) noexcept
    : folder_(std::exchange(other.folder_, {})),
      documents_(std::move(other.documents_)),
      parts_(std::move(other.parts_)),
      zip_(other.zip_) {}

FileParts::~FileParts() {
  documents_.clear();
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

std::string FileParts::recognised() const {
  if (!zip_) return parts_.front().document->recognised();
  return "zip, " + std::to_string(parts_.size()) + (parts_.size() == 1 ? " fil" : " filer");
}

}  // namespace sluss::connectors::registers
