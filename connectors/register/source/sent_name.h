#pragma once
// The name of a file that came from a web server: of its header Content-Disposition (RFC 6266), or of its address. A
// server may write anything there: what is returned is one name without a folder, control characters or dots at its
// beginning, UTF-8, at most 200 bytes; or empty. Pure.

#include <string>
#include <string_view>

namespace sluss::connectors::registers {

/// `text` as the name of one file.
[[nodiscard]] std::string plain_file_name(std::string_view text);
/// "tal å.csv" of `attachment; filename="tal.csv"; filename*=UTF-8''tal%20%C3%A5.csv`.
[[nodiscard]] std::string name_of_disposition(std::string_view header);
/// "tal.csv" of "https://h/a/tal.csv?x=1"; empty where the address ends with a slash.
[[nodiscard]] std::string name_of_address(std::string_view url);

}  // namespace sluss::connectors::registers
