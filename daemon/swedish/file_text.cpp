#include "daemon/swedish/file_text.h"

#include "core/swedish_number.h"

namespace sluss::daemon::swedish {

namespace {

std::string older_rows(const FileCounts& counts) {
  auto text = core::swedish_integer(counts.read) + (counts.read == 1 ? " rad lästes, " : " rader lästes, ");
  if (counts.rejected == 0) return text + "inget underkändes.";
  return text + core::swedish_integer(counts.rejected) +
         (counts.rejected == 1 ? " rad eller cell underkändes." : " rader eller celler underkändes.");
}

}  // namespace

FileText file_text(std::string_view what, std::string_view remedy, const FileCounts& counts) {
  const auto end = what.find('\n');
  FileText text{.what = std::string(what.substr(0, end)), .rows = {}, .details = {}, .remedy = std::string(remedy)};
  // What the mapping makes of the rows is known only after the file is read.
  if (!counts.whole && counts.remedy != core::FileRemedy::correct)
    text.remedy = "Rätta det som inte är med i filen, och lägg in den igen. Varje fel står med rad och kolumn." +
                  (counts.remedy == core::FileRemedy::nothing ? std::string() : " " + std::string(remedy));
  if (end != std::string_view::npos) text.details = what.substr(end + 1);
  // Of an older run, which has the numbers in its text.
  if (end == std::string_view::npos && counts.words.empty()) return text;
  text.rows = counts.words.empty() ? older_rows(counts) : counts.words;
  return text;
}

}  // namespace sluss::daemon::swedish
