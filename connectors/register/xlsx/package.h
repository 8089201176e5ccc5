#pragma once
// The parts of a workbook's zip file and how one refers to another. Parts are found in any case, as Excel finds them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/xlsx/xml_parser.h"
#include "connectors/register/zip_file.h"

namespace sluss::connectors::registers {

struct Relationship {
  std::string id;
  std::string type;  ///< the last word of its address: "worksheet", "sharedStrings"
  std::string part;  ///< its name in the zip file
};

/// The name of a part that `from` refers to as `target`: "/xl/a.xml" and "../a.xml" both.
[[nodiscard]] std::string resolved_part(std::string_view from, std::string_view target);

/// What a part refers to; of the package itself where `from` is empty. External ones are left out, and there are none
/// where the package has no such list. Errors: those of XmlParser; data class "register.limit".
[[nodiscard]] core::Result<std::vector<Relationship>> read_relationships(const ZipFile& zip, std::string_view from,
                                                                         const std::string& file);

/// The bytes of a part. Errors: data class "xlsx.missing_part"; those of ZipFile.
[[nodiscard]] core::Result<std::unique_ptr<ByteSource>> open_part(const ZipFile& zip, const std::string& part,
                                                                  const std::string& file);
/// The error "xlsx.missing_part".
[[nodiscard]] std::unexpected<core::Error> missing_part(std::string_view part, const std::string& file);

}  // namespace sluss::connectors::registers
