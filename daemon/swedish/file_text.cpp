#include "daemon/swedish/file_text.h"

#include "core/swedish_number.h"

namespace sluss::daemon::swedish {

FileText file_text(std::string_view what, std::string_view remedy, std::int64_t rows, std::int64_t rejected) {
  const auto end = what.find('\n');
  FileText text{.what = std::string(what.substr(0, end)), .details = {}, .remedy = std::string(remedy)};
  if (rejected > 0)
    text.remedy =
        "Det som underkändes är inte med. Rätta det i filen, och lägg in den igen. Varje fel står med blad, rad "
        "och kolumn.";
  if (end == std::string_view::npos) return text;  // of an older run, which has the numbers in its text
  text.details = what.substr(end + 1);
  text.what += " " + core::swedish_integer(rows) + (rows == 1 ? " rad lästes, " : " rader lästes, ");
  if (rejected == 0)
    text.what += "inget underkändes.";
  else
    text.what += core::swedish_integer(rejected) +
                 (rejected == 1 ? " rad eller cell underkändes." : " rader eller celler underkändes.");
  return text;
}

}  // namespace sluss::daemon::swedish
