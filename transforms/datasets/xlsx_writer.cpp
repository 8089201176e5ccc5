#include "transforms/datasets/xlsx_writer.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "core/text.h"
#include "transforms/datasets/cells.h"
#include "transforms/datasets/report_table.h"
#include "transforms/datasets/xlsx_sheets.h"

namespace sluss::transforms::datasets {

namespace {

using core::Type;

// Excel counts days from 1899-12-30; before 1900-03-01 its calendar has a day that never was, so those are texts.
constexpr std::int32_t excel_epoch = 25'569;
constexpr std::int32_t first_excel_day = -25'508;
constexpr std::int32_t last_excel_day = 2'932'896;  // 9999-12-31
constexpr std::int64_t micros_a_day = 86'400'000'000;
constexpr std::int64_t largest_exact = 999'999'999'999'999;  // fifteen digits are all that Excel keeps
constexpr double narrowest_column = 8;
constexpr double widest_column = 60;
constexpr std::size_t measured_rows = 2'000;
constexpr std::uint64_t least_room = 65'536;
constexpr std::uint64_t markup_bytes = 64;  // of a cell, its number included

class XlsxWriter final : public RowWriter {
 public:
  XlsxWriter(std::filesystem::path path, XlsxOptions options)
      : path_(std::move(path)), options_(std::move(options)), report_(options_.decimals) {
    with_report_ = options_.description && options_.description->report_table == "indicators";
  }
  XlsxWriter(const XlsxWriter&) = delete;
  XlsxWriter& operator=(const XlsxWriter&) = delete;
  ~XlsxWriter() override {
    if (workbook_ != nullptr) (void)workbook_close(workbook_);  // the only way to free it; the caller removes the file
  }

  core::Result<> open(const core::Schema& schema) override {
    if (schema.size() > LXW_COL_MAX)
      return core::fail(core::ErrorClass::data, "xlsx.columns",
                        std::to_string(schema.size()) + " columns are more than a sheet holds",
                        "Select fewer columns, or export as csv");
    // Tried here, since libxlsxwriter opens the file at the very end, and then prints.
    if (!std::ofstream(path_, std::ios::binary)) return failed(LXW_ERROR_CREATING_XLSX_FILE);
    lxw_workbook_options workbook_options{};
    workbook_options.constant_memory = LXW_TRUE;
    std::error_code unknown;
    if (options_.temporary_folder.empty())
      options_.temporary_folder = std::filesystem::temp_directory_path(unknown).string();
    workbook_options.tmpdir = options_.temporary_folder.data();
    workbook_ = workbook_new_opt(path_.c_str(), &workbook_options);
    if (workbook_ == nullptr) return failed(LXW_ERROR_CREATING_XLSX_FILE);
    formats_ = impl::make_formats(workbook_);
    SLUSS_TRY(set_properties());
    for (const auto& column : schema) {
      names_.push_back(column.name);
      widths_.push_back(
          std::clamp(static_cast<double>(display_width(column.name)) + 2, narrowest_column, widest_column));
    }
    if (with_report_) {
      report_sheet_ = workbook_add_worksheet(workbook_, "Rapporttabell");
      if (report_sheet_ == nullptr) return failed(LXW_ERROR_MEMORY_MALLOC_FAILED);
    }
    return next_sheet();
  }

  core::Result<> rows(const core::Batch& batch) override {
    if (with_report_) report_.add(batch);
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      if (static_cast<std::int64_t>(row_) >= options_.rows_a_sheet) SLUSS_TRY(next_sheet());
      for (std::size_t i = 0; i < batch.columns(); ++i) {
        if (batch[i].is_null(row)) continue;
        const auto error = put(batch[i], row, static_cast<lxw_col_t>(i));
        if (error != LXW_NO_ERROR) return failed(error);
      }
      ++row_;
    }
    return has_room(0);
  }

  core::Result<> end() override {
    SLUSS_TRY(has_room(temporary_bytes_));  // the sheets are assembled in files of their own before they are packed
    finish_sheet();
    if (with_report_) {
      const auto error = impl::write_report_table(workbook_, report_sheet_, formats_, report_.take());
      if (error != LXW_NO_ERROR) return failed(error);
      worksheet_activate(report_sheet_);
    }
    if (options_.description) {
      auto* sheet = workbook_add_worksheet(workbook_, "Beskrivning");
      if (sheet == nullptr) return failed(LXW_ERROR_MEMORY_MALLOC_FAILED);
      const auto error = impl::write_description(sheet, formats_, *options_.description, options_.provenance);
      if (error != LXW_NO_ERROR) return failed(error);
    }
    const auto error = workbook_close(std::exchange(workbook_, nullptr));
    if (error != LXW_NO_ERROR) return failed(error);
    return {};
  }

 private:
  /// libxlsxwriter does not check the results of writes to its temporary files: a full disk would give half a sheet
  /// without a word.
  core::Result<> has_room(std::uint64_t wanted) const {
    std::error_code unknown;
    const auto space = std::filesystem::space(options_.temporary_folder, unknown);
    if (unknown || space.available > wanted + least_room) return {};
    return core::fail(core::ErrorClass::storage, "disk.full", "the folder of temporary files is full",
                      "Free room there, or set TMPDIR to a folder with more", {.file = options_.temporary_folder});
  }

  core::Result<> set_properties() {
    std::string title = options_.description ? options_.description->title : std::string();
    std::string company = "Sluss";
    lxw_doc_properties properties{};
    properties.title = title.data();
    properties.author = company.data();
    properties.created = static_cast<time_t>(options_.created.micros / 1'000'000);
    const auto error = workbook_set_properties(workbook_, &properties);
    if (error != LXW_NO_ERROR) return failed(error);
    return {};
  }

  core::Result<> next_sheet() {
    finish_sheet();
    ++sheets_;
    const auto name = sheets_ == 1 ? std::string("Data") : "Data " + std::to_string(sheets_);
    sheet_ = workbook_add_worksheet(workbook_, name.c_str());
    if (sheet_ == nullptr) return failed(LXW_ERROR_MEMORY_MALLOC_FAILED);
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const auto error = impl::write_text(sheet_, 0, static_cast<lxw_col_t>(i), names_[i], formats_.heading);
      if (error != LXW_NO_ERROR) return failed(error);
    }
    worksheet_freeze_panes(sheet_, 1, 0);
    row_ = 1;
    return {};
  }

  void finish_sheet() {
    if (sheet_ == nullptr || names_.empty()) return;
    for (std::size_t i = 0; i < widths_.size(); ++i)
      (void)worksheet_set_column(sheet_, static_cast<lxw_col_t>(i), static_cast<lxw_col_t>(i), widths_[i], nullptr);
    (void)worksheet_autofilter(sheet_, 0, 0, row_ > 1 ? row_ - 1 : 1, static_cast<lxw_col_t>(names_.size() - 1));
  }

  lxw_error put(const core::Column& column, std::size_t row, lxw_col_t at) {
    temporary_bytes_ += markup_bytes;
    switch (column.type()) {
      case Type::boolean:
        return worksheet_write_boolean(sheet_, row_, at, column.values<std::uint8_t>()[row], nullptr);
      case Type::int32:
        return worksheet_write_number(sheet_, row_, at, column.values<std::int32_t>()[row], nullptr);
      case Type::int64:
        if (std::abs(column.values<std::int64_t>()[row]) <= largest_exact)
          return worksheet_write_number(sheet_, row_, at, static_cast<double>(column.values<std::int64_t>()[row]),
                                        nullptr);
        break;
      case Type::float64:
        if (std::isfinite(column.values<double>()[row]))
          return worksheet_write_number(sheet_, row_, at, column.values<double>()[row], nullptr);
        break;
      case Type::decimal:
        if (const auto unscaled = column.values<core::Int128>()[row];
            unscaled <= largest_exact && unscaled >= -largest_exact)
          return worksheet_write_number(sheet_, row_, at,
                                        static_cast<double>(unscaled) / std::pow(10.0, column.spec().scale), nullptr);
        break;
      case Type::date:
        if (const auto day = column.values<std::int32_t>()[row]; day >= first_excel_day && day <= last_excel_day)
          return worksheet_write_number(sheet_, row_, at, day + excel_epoch, formats_.date);
        break;
      case Type::timestamp:
        if (const auto micros = column.values<std::int64_t>()[row];
            micros >= first_excel_day * micros_a_day && micros < (last_excel_day + std::int64_t{1}) * micros_a_day)
          return worksheet_write_number(sheet_, row_, at,
                                        static_cast<double>(micros) / static_cast<double>(micros_a_day) + excel_epoch,
                                        formats_.timestamp);
        break;
      default:
        break;
    }
    const auto text = cell_text(column, row);
    temporary_bytes_ += text.size();
    measure(text, at);
    return impl::write_text(sheet_, row_, at, text, formats_.text);
  }

  void measure(const std::string& text, lxw_col_t at) {
    if (row_ > measured_rows) return;
    constexpr std::size_t enough = 80;
    const auto width = static_cast<double>(display_width(core::cut(text, enough))) + 2;
    widths_[at] = std::min(std::max(widths_[at], width), widest_column);
  }

  core::Result<> failed(lxw_error error) const {
    return core::fail(core::ErrorClass::storage, "xlsx.write",
                      "the workbook could not be written: " + std::string(lxw_strerror(error)),
                      "See that the folder exists, may be written in and has room", {.file = path_.string()});
  }

  std::filesystem::path path_;
  XlsxOptions options_;
  ReportTableBuilder report_;
  bool with_report_ = false;
  lxw_workbook* workbook_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_worksheet* report_sheet_ = nullptr;
  impl::Formats formats_;
  std::vector<std::string> names_;
  std::vector<double> widths_;
  lxw_row_t row_ = 0;
  std::uint64_t temporary_bytes_ = 0;
  int sheets_ = 0;
};

}  // namespace

std::unique_ptr<RowWriter> xlsx_writer(std::filesystem::path path, XlsxOptions options) {
  return std::make_unique<XlsxWriter>(std::move(path), std::move(options));
}

}  // namespace sluss::transforms::datasets
