#include "transforms/normalise/register/register_normaliser.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "connectors/register/mapping/table_schema.h"
#include "connectors/register/source/extent.h"
#include "core/check.h"
#include "core/finding_codes.h"
#include "transforms/normalise/register/database.h"
#include "transforms/normalise/register/expectations.h"
#include "transforms/normalise/register/figures.h"
#include "transforms/normalise/register/lists.h"
#include "transforms/normalise/register/looked_up.h"
#include "transforms/normalise/register/one_value.h"
#include "transforms/normalise/register/select.h"
#include "transforms/normalise/register/typed_table.h"
#include "transforms/normalise/register/unit_names.h"
#include "transforms/normalise/register/units.h"
#include "transforms/normalise/register/used_rows.h"

namespace sluss::transforms::normalise {

using connectors::registers::FilesExtent;
using connectors::registers::Mapping;

namespace {

bool has_expectations(const Mapping& mapping) {
  return std::ranges::any_of(mapping.tables, [](const auto& table) { return !table.expectations.empty(); });
}

/// Cells of figures that are no number, but of which a bound is known: texts as locate() gives them.
std::int64_t bounds_in(const connectors::registers::Table& table, const core::Batch& rows) {
  std::int64_t bounds = 0;
  const auto count = [&](const std::string& figure) {
    const auto value = rows.schema().find(figure);
    const auto least = rows.schema().find(connectors::registers::column_name(figure, connectors::registers::least_end));
    const auto most = rows.schema().find(connectors::registers::column_name(figure, connectors::registers::most_end));
    if (!value || !least || !most) return;
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      const bool bounded = !rows[*least].is_null(row) || !rows[*most].is_null(row);
      if (rows[*value].is_null(row) && bounded) ++bounds;
    }
  };
  for (const auto& column : table.columns) {
    if (is_figure(column.type)) count(column.name);
  }
  if (table.unpivot && is_figure(table.unpivot->type)) count(table.unpivot->value);
  return bounds;
}

/// What the load covers, and what is looked up in it. It is not moved: its parts refer to one another.
struct Load {
  Load(FilesExtent covered, registers::Lists known, std::string_view origin, Output& output)
      : extent(std::move(covered)), lists(std::move(known)), units(extent.mapping, origin), looked_up(output) {
    const registers::Lookups lookups{lists, units, looked_up, unit_names, extent.mapping.select.empty()};
    // Rows that are kept are handed on whole, and the database has them so.
    const auto shape = extent.mapping.select.empty() ? registers::Shape::whole : registers::Shape::stored;
    for (const auto& table : extent.mapping.tables) tables.emplace_back(table, extent.file.period, lookups, shape);
  }

  FilesExtent extent;
  registers::Lists lists;
  registers::Units units;
  registers::LookedUp looked_up;
  registers::UnitNames unit_names;
  std::vector<registers::TypedTable> tables;
};

class RegisterNormaliser final : public Normaliser {
 public:
  RegisterNormaliser(RegisterLimits limits, Setting setting, Output& output)
      : limits_(limits), setting_(std::move(setting)), output_(output) {}

  core::Result<> begin(std::string_view extent) override {
    auto covered = SLUSS_TRY(connectors::registers::parse_extent(extent));
    auto lists = SLUSS_TRY(registers::Lists::of(covered));
    load_ = std::make_unique<Load>(std::move(covered), std::move(lists), setting_.origin, output_);
    SLUSS_TRY(begin_database());
    return has_select() ? core::Result<>() : begin_table();
  }

  core::Result<> take(std::string_view stream, std::uint32_t raw, const core::Batch& rows) override {
    SLUSS_CHECK(load_, "begin() comes before the rows");
    if (!raw_) raw_ = raw;
    const auto number = table_of_stream(stream);
    bounded_cells_ += bounds_in(load_->tables[number].table(), rows);
    const auto* values = SLUSS_TRY(load_->tables[number].convert(rows, raw));
    if (database_) SLUSS_TRY(database_->append(number, *values));
    return has_select() ? core::Result<>() : hand_on(*values);
  }

  void unread(const core::Reject& reject) override {
    constexpr std::size_t most_places = 20;
    if (!reject.stream.starts_with(connectors::registers::stream_prefix) || reject.line == 0) return;
    auto place = "rad " + std::to_string(reject.line);
    if (!reject.field.empty()) place = reject.field + " " + place;
    // A row with several cells that cannot be read comes several times, one after the other.
    auto whole_place = reject.stream + "\n" + reject.object + "\n" + place;
    if (whole_place == last_unread_) return;
    last_unread_ = std::move(whole_place);
    auto& rows = unread_[reject.stream.substr(connectors::registers::stream_prefix.size())];
    ++rows.count;
    if (rows.places.size() < most_places) rows.places.push_back(std::move(place));
  }

  core::Result<Dimensions> finish() override {
    if (!load_) return Dimensions();
    SLUSS_TRY(give_rejects());
    if (database_) {
      SLUSS_TRY(database_->finish());
      SLUSS_TRY(show_tables());
      if (has_expectations(mapping()))
        unmet_ = SLUSS_TRY(
            registers::unmet_expectations(database_->connection(), mapping(), load_->extent.file.name, unread_));
    }
    if (!has_select()) {
      if (!columns_given_) SLUSS_TRY(output_.rows(core::Batch(load_->tables.front().schema())));
      return Dimensions();
    }
    auto beside = SLUSS_TRY(database_->connect());
    auto one_value = SLUSS_TRY(registers::OneValue::begin(beside));
    figures_.emplace(registers::Figures::Of{.extent = load_->extent,
                                            .origin = setting_.origin,
                                            .period_kinds = setting_.period_kinds,
                                            .lists = load_->lists,
                                            .units = load_->units,
                                            .unit_names = load_->unit_names,
                                            .looked_up = load_->looked_up,
                                            .one_value = one_value,
                                            .raw = raw_.value_or(0)},
                     output_);
    SLUSS_TRY(select_->run([&](const core::Batch& rows) { return figures_->take(rows); }));
    SLUSS_TRY(figures_->finish());
    SLUSS_TRY(judge_figures(one_value));
    note_used_rows();
    select_.reset();
    database_.reset();  // what comes now needs its memory
    return figures_->dimensions();
  }

  /// Of the file that was read here; of others nothing is known.
  [[nodiscard]] core::Result<std::vector<core::Coverage>> coverage(std::string_view extent) const override {
    if (!figures_) return std::vector<core::Coverage>();
    const auto covered = SLUSS_TRY(connectors::registers::parse_extent(extent));
    if (covered.file != load_->extent.file) return std::vector<core::Coverage>();
    return figures_->coverage();
  }

  [[nodiscard]] NormaliseCounts counts() const override { return figures_ ? figures_->counts() : counts_; }

  [[nodiscard]] std::vector<core::Unmet> unmet() const override { return unmet_; }

  [[nodiscard]] std::vector<UsedRows> used_rows() const override { return used_; }

  [[nodiscard]] std::vector<core::Finding> findings() const override {
    if (!load_) return {};
    auto findings = load_->looked_up.findings();
    if (!own_missing_.empty())
      findings.push_back(
          {.code = std::string(core::own_missing_finding),
           .severity = core::Severity::warning,
           .subject = own_missing_,
           .what = "Er egen kommun, " + own_missing_ + ", är inte med. Det som gällde för den förut gäller.",
           .remedy = "Rätta kommunens rad i filen, och lägg in den igen."});
    auto of_rows = registers::findings_of(used_);
    std::ranges::move(of_rows, std::back_inserter(findings));
    if (figures_) {
      auto of_figures = figures_->findings(bounded_cells_, areas_);
      std::ranges::move(of_figures, std::back_inserter(findings));
    }
    return findings;
  }

 private:
  [[nodiscard]] const Mapping& mapping() const { return load_->extent.mapping; }
  [[nodiscard]] bool has_select() const { return !mapping().select.empty(); }

  /// The SELECT is checked before the first row is read.
  core::Result<> begin_database() {
    if (!has_select() && !has_expectations(mapping())) return {};
    database_ = SLUSS_TRY(registers::LoadDatabase::open(setting_));
    for (const auto& table : load_->tables) SLUSS_TRY(database_->add_table(table.table().name, table.schema()));
    SLUSS_TRY(show_tables());
    if (has_select())
      select_ = SLUSS_TRY(registers::Select::prepare(database_->connection(), mapping(), limits_.select_most));
    return {};
  }

  /// As the mapping's SELECT and expectations know them.
  core::Result<> show_tables() {
    for (std::size_t i = 0; i < load_->tables.size(); ++i) {
      const auto& table = load_->tables[i];
      const auto stored = database_->stored_rows(i);
      SLUSS_TRY(database_->show(
          i, has_select() ? registers::whole_sql(table.table(), table.parts(), stored) : "select * from " + stored));
    }
    return {};
  }

  /// What means nothing, now that it is known what else there is.
  core::Result<> give_rejects() {
    registers::AreasOfColumns found;
    for (const auto& table : load_->tables) table.put_areas(found);
    for (const auto& [column, ids] : found) areas_.insert(ids.begin(), ids.end());
    find_own();
    return load_->looked_up.give_rejects(found);
  }

  /// Of a list of municipalities of which rows are left out: whether the own one is among those that are in.
  void find_own() {
    const auto& own = setting_.municipality;
    const bool left_out = !unread_.empty() || (has_select() && load_->looked_up.missed_areas());
    if (own.empty() || !left_out) return;
    const auto is_alike = [&](const std::string& id) { return id.size() == own.size(); };
    const auto area = load_->lists.listed(own);
    if (area && !areas_.contains(own) && std::ranges::any_of(areas_, is_alike)) own_missing_ = area->title;
  }

  /// What two rows say differently is held, and without a value where somebody lets it through.
  core::Result<> judge_figures(registers::OneValue& one_value) {
    auto& connection = database_->connection();
    auto unmet = SLUSS_TRY(one_value.judge(connection, mapping(), output_.names(), load_->lists));
    if (!unmet) return {};
    unmet_.push_back(*std::move(unmet));
    return figures_->take_back(connection);
  }

  /// Where it cannot be found out there is nothing to tell: the load is what it is.
  void note_used_rows() {
    constexpr std::int64_t most_figures = 500'000;
    if (figures_->counts().read > most_figures) return;
    auto used =
        registers::used_rows(database_->connection(), mapping(), registers::Select::view(), limits_.select_most);
    if (used) used_ = *std::move(used);
  }

  core::Result<> begin_table() {
    if (mapping().tables.size() == 1) return output_.table({.name = mapping().id});
    return core::fail(core::ErrorClass::config, "register.one_table",
                      "the mapping " + mapping().id + " has several tables and no SELECT",
                      "Write [facts] select, or one mapping for each table");
  }

  core::Result<> hand_on(const core::Batch& rows) {
    columns_given_ = true;
    counts_.read += static_cast<std::int64_t>(rows.rows());
    counts_.facts += static_cast<std::int64_t>(rows.rows());
    return output_.rows(rows);
  }

  [[nodiscard]] std::size_t table_of_stream(std::string_view stream) const {
    const auto found = std::ranges::find_if(
        load_->tables, [&](const auto& table) { return connectors::registers::stream_of(table.table()) == stream; });
    SLUSS_CHECK(found != load_->tables.end(), "a stream that the mapping has");
    return static_cast<std::size_t>(found - load_->tables.begin());
  }

  RegisterLimits limits_;
  Setting setting_;
  Output& output_;
  std::unique_ptr<Load> load_;
  std::unique_ptr<registers::LoadDatabase> database_;
  std::optional<registers::Select> select_;
  std::optional<registers::Figures> figures_;
  std::optional<std::uint32_t> raw_;  ///< of the file's first page
  NormaliseCounts counts_;            ///< of a table
  std::int64_t bounded_cells_ = 0;
  registers::Unread unread_;
  std::string last_unread_;      ///< its place
  std::set<std::string> areas_;  ///< the ids of those of the file's rows
  std::string own_missing_;      ///< the own municipality's name, where the load lacks it
  std::vector<core::Unmet> unmet_;
  std::vector<UsedRows> used_;
  bool columns_given_ = false;
};

}  // namespace

std::unique_ptr<Normaliser> make_register(Setting setting, Output& output) {
  return make_register_within({}, std::move(setting), output);
}

std::unique_ptr<Normaliser> make_register_within(RegisterLimits limits, Setting setting, Output& output) {
  return std::make_unique<RegisterNormaliser>(limits, std::move(setting), output);
}

}  // namespace sluss::transforms::normalise
