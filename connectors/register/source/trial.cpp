#include "connectors/register/source/trial.h"

#include <algorithm>
#include <span>
#include <utility>

#include "connectors/register/inbox/inbox.h"
#include "connectors/register/mapping/table_schema.h"
#include "connectors/register/source/bounded_parts.h"
#include "connectors/register/source/choose.h"
#include "connectors/register/source/extent.h"
#include "connectors/register/source/file_names.h"
#include "connectors/register/source/file_rows.h"
#include "connectors/register/source/mapping_files.h"
#include "connectors/register/source/shown_error.h"
#include "connectors/register/source/trial_report.h"
#include "core/shown.h"

namespace sluss::connectors::registers {
namespace {

using Errors = std::vector<core::Error>;

/// Keeps the first rows of each table and the first rejects on their way.
class Gathering final : public RowSink {
 public:
  Gathering(RowSink& sink, TrialFound& found, std::size_t preview_rows)
      : sink_(sink), found_(found), preview_rows_(preview_rows) {}

  core::Result<> batch(std::string_view stream, RawHandle raw, const core::Batch& rows) override {
    if (!found_.has_identities()) keep(stream, rows);
    return sink_.batch(stream, raw, rows);
  }

  core::Result<> rejected(core::Reject reject) override {
    ++found_.rejected;
    if (reject.error == "register.mark") {
      const auto known = found_.unknown_marks.find(reject.shown);
      if (known != found_.unknown_marks.end())
        ++known->second;
      else if (found_.unknown_marks.size() < TrialFound::most_marks)
        found_.unknown_marks.emplace(reject.shown, 1);
    }
    if (found_.rejects.size() < TrialFound::most_rejects) found_.rejects.push_back(reject);
    return sink_.rejected(std::move(reject));
  }

 private:
  void keep(std::string_view stream, const core::Batch& given) {
    const auto table = std::string(stream.substr(stream_prefix.size()));
    auto preview = std::ranges::find(found_.previews, table, &Preview::table);
    if (preview == found_.previews.end()) {
      preview = found_.previews.insert(found_.previews.end(), Preview{.table = table});
      for (const auto& column : given.schema()) preview->columns.push_back(column.name);
    }
    if (preview->rows.size() >= preview_rows_) return;
    const auto rows = whole_texts(*std::ranges::find(found_.mapping->tables, table, &Table::name), given);
    for (std::size_t row = 0; row < rows.rows() && preview->rows.size() < preview_rows_; ++row) {
      auto& cells = preview->rows.emplace_back();
      for (std::size_t i = 0; i < rows.columns(); ++i) {
        if (rows[i].is_null(row)) {
          cells.emplace_back();
        } else {
          cells.emplace_back(core::shown(rows[i].text(row)));
        }
      }
    }
  }

  RowSink& sink_;
  TrialFound& found_;
  std::size_t preview_rows_;
};

class FileTrial final : public Trial {
 public:
  explicit FileTrial(TrialSetting setting)
      : setting_(std::move(setting)), time_(setting_.longest / (is_read_four_times(setting_) ? 4 : 2)) {
    found_.file = readable_name(setting_.file.filename().string());
  }

  /// Which mapping it is, and what the file has. What is wrong with the file goes to the report.
  std::expected<void, Errors> prepare() {
    if (!setting_.mapping.empty()) {
      auto named = is_path(setting_.mapping) ? read_mapping_file(setting_.mapping)
                                             : read_mapping(setting_.mapping, setting_.config_folders);
      if (!named) return std::unexpected(std::move(named.error()));
      found_.mapping = *std::move(named);
      note_name();
    }
    auto form = form_of(setting_.file, found_.mapping.value_or(any_mapping()));
    if (!form) return of_file(std::move(form.error()));
    found_.form = *std::move(form);
    if (!found_.mapping || setting_.propose) {
      auto chosen = choose_and_propose();
      if (!chosen) return of_file(std::move(chosen.error()));
    }
    if (!found_.mapping) return {};
    auto opened = open_by(*found_.mapping);
    if (!opened) return of_file(std::move(opened.error()));
    return take_up();
  }

  [[nodiscard]] std::string extent() const override {
    if (!found_.errors.empty() || !found_.mapping || found_.has_identities()) return {};
    return extent_text({.mapping = *found_.mapping,
                        .file = {.query = query_of(*found_.mapping, found_.summary.captures),
                                 .name = found_.file,
                                 .pages = 1,
                                 .sha256 = std::string(64, '0'),
                                 .order = order_of(*found_.mapping, found_.summary.captures),
                                 .period = found_.period},
                        .codelists = codelists_});
  }

  core::Result<> read(RowSink& sink) override { return with_shown_error(read_rows(sink)); }

  [[nodiscard]] std::string report() const override { return report_text(found_); }

 private:
  core::Result<> read_rows(RowSink& sink) {
    if (!found_.mapping || !parts_) return {};
    auto mapping = *found_.mapping;
    if (!is_named(mapping, found_.file)) mapping.files.names = {"*"};  // its error is in the report
    Gathering gathering(sink, found_, setting_.preview_rows);
    const BoundedParts bounded(parts_->parts(), time_);
    Progress progress{.doing = shown_name(found_.file)};
    time_.begin();
    found_.summary = SLUSS_TRY(give_rows({.mapping = mapping,
                                          .name = found_.file,
                                          .parts = bounded.parts(),
                                          .first_page = {},
                                          .of_zip = parts_->is_zip(),
                                          .stop = setting_.stop,
                                          .progress =
                                              [&](std::int64_t rows) {
                                                progress.rows += rows;
                                                if (setting_.progress) setting_.progress(progress);
                                              }},
                                         gathering));
    found_.in_part = time_.was_cut();
    if (!found_.summary.refused) found_.summary.refused = found_.summary.not_to_take;
    if (found_.summary.refused) found_.errors.push_back(*found_.summary.refused);
    return {};
  }

  /// To look through, and to load; without a mapping's name to look through for one, and to propose one, besides.
  static bool is_read_four_times(const TrialSetting& setting) { return setting.mapping.empty() || setting.propose; }

  static bool is_path(std::string_view text) { return text.contains('/') || text.ends_with(".toml"); }

  /// Of the file's content: reported. Others end the trial.
  std::expected<void, Errors> of_file(core::Error error) {
    parts_.reset();
    if (error.error_class != core::ErrorClass::data) return std::unexpected(Errors{std::move(error)});
    found_.errors.push_back(std::move(error));
    return {};
  }

  core::Result<> open_by(const Mapping& mapping) {
    parts_.reset();
    found_.look = {};
    IdentityCheck check(setting_.stop, nullptr, [&](std::int64_t rows) {
      if (setting_.progress) setting_.progress({.doing = looking_text(found_.file, rows)});
    });
    check.look_at_name(found_.file);
    const auto look = [&](const Part& part) -> core::Result<> {
      const BoundedParts bounded(std::span(&part, 1), time_);
      return look_at(bounded.parts().front(), check, found_.look);
    };
    time_.begin();
    parts_.emplace(SLUSS_TRY(FileParts::open(
        setting_.file, found_.file,
        {.mapping = mapping,
         .limits = limits_,
         .files = setting_.files,
         .scratch = setting_.scratch,
         .stop = setting_.stop,
         .name = [&](const std::string& name) { check.look_at_name(name); },
         .text = [&](std::string_view place, const std::string& text) { check.look_at_text(found_.file, place, text); },
         .others = look})));
    for (const auto& part : parts_->parts()) SLUSS_TRY(look(part));
    found_.look.identities = check.hits();
    found_.in_part = time_.was_cut();
    return {};
  }

  /// Without a mapping's name: the first that fits by name and header, else the first by name.
  core::Result<> choose_and_propose() {
    SLUSS_TRY(open_by(any_mapping()));
    std::optional<Mapping> by_name;
    bool fits = found_.mapping.has_value();
    for (const auto& id : found_.mapping ? std::set<std::string>() : known_mappings(setting_.config_folders)) {
      auto mapping = read_mapping(id, setting_.config_folders);
      if (!mapping) {
        found_.fits.push_back({.id = id, .error = first_of(mapping.error()).what});
        continue;
      }
      const auto& fit = found_.fits.emplace_back(fit_of(*mapping, found_.file, parts_->parts()));
      if (fit.name && fit.header && !fits) {
        fits = true;
        found_.mapping = *std::move(mapping);
      } else if (fit.name && !by_name) {
        by_name = *std::move(mapping);
      }
    }
    if (!found_.mapping) found_.mapping = std::move(by_name);
    return fits && !setting_.propose ? core::Result<>() : propose();
  }

  core::Result<> propose() {
    time_.begin();
    const BoundedParts bounded(parts_->parts(), time_);
    auto made =
        suggest_mapping(found_.file, bounded.parts(), {.is_area = setting_.is_area, .id = setting_.proposed_id});
    found_.in_part = time_.was_cut();
    if (!made) {
      if (made.error().code != "register.no_table") return std::unexpected(made.error());
      if (!found_.mapping || setting_.propose) found_.errors.push_back(made.error());
      return {};
    }
    found_.proposal = *std::move(made);
    if (found_.mapping) return {};
    auto mapping = parse_mapping(found_.proposal->toml, found_.proposal->id + ".toml");
    if (!mapping) return std::unexpected(first_of(mapping.error()));
    found_.mapping = *std::move(mapping);
    found_.proposed = true;
    return {};
  }

  /// A job would not find it by that name.
  void note_name() {
    const auto& id = found_.mapping->id;
    if (!is_path(setting_.mapping) || std::filesystem::path(setting_.mapping).stem() == id) return;
    found_.warnings.push_back("the mapping " + id + " is in a file of another name: a job finds it as " + id + ".toml");
  }

  /// Captures, period, code lists.
  std::expected<void, Errors> take_up() {
    const auto& mapping = *found_.mapping;
    auto lists = read_codelists(mapping, setting_.config_folders);
    if (!lists) return std::unexpected(Errors{lists.error()});
    codelists_ = *std::move(lists);
    if (found_.has_identities()) found_.errors.push_back(identity_error());
    auto captures = captures_in(mapping, found_.file, parts_->parts());
    if (!captures) {
      if (captures.error().code == "register.name") found_.errors.push_back(captures.error());
      return {};
    }
    found_.period = period_of(mapping, *captures);
    found_.summary.captures = *std::move(captures);
    return {};
  }

  [[nodiscard]] core::Error identity_error() const {
    return core::fail(core::ErrorClass::data, "register.identity",
                      "the file has the numbers of persons: it would be refused, and nothing of it stored",
                      "Take the columns away, or count without them.", {.file = shown_name(found_.file)})
        .error();
  }

  TrialSetting setting_;
  Limits limits_;
  ReadingTime time_;
  TrialFound found_;
  std::map<std::string, std::string> codelists_;
  std::optional<FileParts> parts_;
};

}  // namespace

TriedFile try_file(TrialSetting setting) {
  auto trial = std::make_unique<FileTrial>(std::move(setting));
  if (auto prepared = trial->prepare(); !prepared) {
    auto errors = std::move(prepared.error());
    for (auto& error : errors) error = shown_error(std::move(error));
    return std::unexpected(std::move(errors));
  }
  return TriedFile(std::move(trial));
}

}  // namespace sluss::connectors::registers
