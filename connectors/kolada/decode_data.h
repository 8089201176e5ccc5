#pragma once
// Inside the decoder: data and oudata, the hot path.

#include <cstdint>
#include <string_view>
#include <vector>

#include "connectors/kolada/json_walk.h"
#include "core/batch.h"

namespace sluss::connectors::kolada::impl {

/// The object around some values; its other fields may come after them.
struct DataObject {
  std::string_view kpi;
  std::string_view place;
  std::int32_t period = 0;
};

/// One value as read, before its object's kpi, place and period are known (they may come after the values).
struct DataValue {
  std::string_view gender;
  std::string_view status;
  std::string_view token;  ///< where it begins, for a flaw of the object around it
  double value = 0;
  std::int32_t count = 0;
  std::int32_t position = 0;
  std::uint32_t object = 0;  ///< in objects_
  bool has_value = false;
  bool has_count = false;
  bool has_status = false;
  bool deleted = false;
};

class DataRows {
 public:
  DataRows();
  /// `place_key`: "municipality" or "ou".
  void begin(std::string_view page, std::string_view place_key, const OnRows& on_rows, const OnFlaw& on_flaw);
  core::Result<> item(ondemand::value& element, std::int64_t number);
  core::Result<> end();
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] std::int64_t flaws() const { return flaws_; }

 private:
  struct Header;
  [[nodiscard]] Read read_header(ondemand::object& object, Header& header);
  [[nodiscard]] Read read_values(ondemand::value& list, FlawAt& flaw);
  [[nodiscard]] Read read_value(ondemand::value& element, DataValue& out, FlawAt& flaw);
  core::Result<> hand_on();
  void report_flaw(const FlawAt& flaw, std::int64_t number, std::int64_t inner, std::string_view kpi);

  std::string_view page_;
  std::string_view place_key_;
  const OnRows* on_rows_ = nullptr;
  const OnFlaw* on_flaw_ = nullptr;
  core::Batch batch_;
  std::vector<DataObject> objects_;
  std::vector<DataValue> values_;  ///< of a batch to come; those of the current object last
  struct FlawedValue {
    FlawAt flaw;
    std::int64_t inner = 0;
  };
  std::vector<FlawedValue> flawed_;  ///< of the current object: reported when its kpi is known
  std::size_t whole_ = 0;            ///< values of whole objects
  std::int64_t inner_ = 0;           ///< elements of the current object's values, flawed ones too
  std::int64_t rows_ = 0;
  std::int64_t flaws_ = 0;
  std::int32_t position_ = 0;
  core::Result<> trouble_;  ///< the first error of a callback
};

}  // namespace sluss::connectors::kolada::impl
