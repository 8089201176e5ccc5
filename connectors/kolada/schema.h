#pragma once
// What the Kolada connector hands on: the source's fields, typed. With extent.h all of this connector that transforms
// may include. Source: Kolada API v3 (answers recorded by public clients; see docs/sources/kolada.md).

#include <string_view>

#include "core/batch.h"

namespace sluss::connectors::kolada {

inline constexpr std::string_view stream_kpi = "kolada.kpi";
inline constexpr std::string_view stream_kpi_group = "kolada.kpi_group";  ///< one row a member
inline constexpr std::string_view stream_municipality = "kolada.municipality";
inline constexpr std::string_view stream_municipality_group = "kolada.municipality_group";  ///< one row a member
inline constexpr std::string_view stream_ou = "kolada.ou";
inline constexpr std::string_view stream_data = "kolada.data";  ///< one row a value
inline constexpr std::string_view stream_oudata = "kolada.oudata";

/// id, title, description?, is_divided_by_gender?, municipality_type?, auspice?, operating_area?, perspective?,
/// prel_publication_date?, publication_date? (texts as received), publ_period? (text), has_ou_data?
[[nodiscard]] const core::Schema& kpi_schema();
/// id, title, member_id, member_title; a group without members is one row with NULL members.
[[nodiscard]] const core::Schema& group_schema();
/// id, title, type?
[[nodiscard]] const core::Schema& municipality_schema();
/// id, title, municipality
[[nodiscard]] const core::Schema& ou_schema();
/// kpi, place (municipality or ou id), period int32, gender text, count int32?, status text?, value float64?, isdeleted
/// bool, position int32 (the n-th value of its page)
[[nodiscard]] const core::Schema& data_schema();

/// Columns of data_schema(), by number.
namespace data_column {
inline constexpr std::size_t kpi = 0, place = 1, period = 2, gender = 3, count = 4, status = 5, value = 6,
                             isdeleted = 7, position = 8;
}

}  // namespace sluss::connectors::kolada
