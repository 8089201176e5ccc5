#include "connectors/register/source/bounded_parts.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"

namespace sluss::connectors::registers {
namespace {

/// Of each sheet so many are read in any case, and the clock is asked after so many more: a header is within the first
/// thousand.
constexpr std::int64_t rows_between = 1'024;

class BoundedReader final : public RowReader {
 public:
  BoundedReader(std::unique_ptr<RowReader> reader, ReadingTime& time) : reader_(std::move(reader)), time_(time) {}
  [[nodiscard]] core::Result<std::optional<Row>> next() override {
    if (over_) return std::optional<Row>();
    const bool over = read_ > 0 && read_ % rows_between == 0 && time_.is_over();
    auto row = reader_->next();
    if (!row || !*row) return row;
    if (over) {
      time_.cut();
      over_ = true;
      return std::optional<Row>();
    }
    ++read_;
    return row;
  }

 private:
  std::unique_ptr<RowReader> reader_;
  ReadingTime& time_;
  std::int64_t read_ = 0;
  bool over_ = false;
};

class BoundedDocument final : public Document {
 public:
  BoundedDocument(Document& document, ReadingTime& time) : document_(document), time_(time) {}
  [[nodiscard]] const std::vector<Sheet>& sheets() const override { return document_.sheets(); }
  [[nodiscard]] std::string recognised() const override { return document_.recognised(); }
  [[nodiscard]] core::Result<std::unique_ptr<RowReader>> open(std::size_t sheet) override {
    return std::make_unique<BoundedReader>(SLUSS_TRY(document_.open(sheet)), time_);
  }
  [[nodiscard]] core::Result<std::vector<MergedCells>> merged(std::size_t sheet) override {
    return document_.merged(sheet);
  }
  [[nodiscard]] core::Result<> other_texts(const SeeOtherText& see) override {
    bool over = false;
    const auto seen = document_.other_texts([&](std::string_view place, std::string_view text) -> core::Result<> {
      if (time_.is_over()) {
        over = true;
        return core::fail(core::ErrorClass::cancelled, "register.cancelled", "the time of the reading is over");
      }
      return see(place, text);
    });
    if (!over) return seen;
    time_.cut();
    return {};
  }

 private:
  Document& document_;
  ReadingTime& time_;
};

}  // namespace

BoundedParts::BoundedParts(std::span<const Part> parts, ReadingTime& time) {
  for (const auto& part : parts) {
    const auto& document = documents_.emplace_back(std::make_unique<BoundedDocument>(*part.document, time));
    parts_.push_back({.name = part.name, .document = document.get()});
  }
}

}  // namespace sluss::connectors::registers
