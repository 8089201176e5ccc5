#pragma once
// The areas of Kolada and the counties of Sweden.

#include <array>
#include <string>
#include <string_view>

namespace sluss::transforms::normalise {

struct County {
  std::string_view code;   ///< "19"
  std::string_view title;  ///< "Västmanlands län"
};

/// The 21 counties by code. Source: SCB, Län och kommuner i kodnummerordning.
[[nodiscard]] const std::array<County, 21>& counties();

/// "county:19" for the municipality "1981"; empty when no county of Sweden has these two digits.
[[nodiscard]] std::string county_id_of(std::string_view municipality);

}  // namespace sluss::transforms::normalise
