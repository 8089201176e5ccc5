#include "connectors/register/source/reasons.h"

#include <algorithm>
#include <array>

#include "connectors/register/source/kind.h"

namespace sluss::connectors::registers {
namespace {

constexpr auto reasons = std::to_array<Reason>({
    {"codelists.ambiguous", "Namnet kan betyda flera områden eller koder.", "Skriv koden i stället för namnet."},
    {"codelists.not_found", "Området eller koden känns inte igen.",
     "Rätta texten. Är den riktig behöver mappningen eller kodlistan få den."},
    {"codelists.not_valid", "Koden eller namnet finns, men gällde inte vid den tid som uppgiften avser.",
     "Rätta koden, namnet eller perioden."},
    {"csv.", "Textfilen kan inte läsas.", "Spara filen som CSV igen ur det program som den kommer från."},
    {"csv.quote", "Ett citattecken saknas eller är ett för mycket på raden.",
     "Rätta citattecknen på raden, eller spara filen som CSV igen."},
    {"encoding.", "Filens tecken kan inte läsas: kodningen är okänd eller trasig.", "Spara filen som CSV UTF-8."},
    {"gz.", "Den packade filen (gz) är skadad eller ofullständig.", "Packa den igen, och lägg in den på nytt."},
    {"html.", "Webbsidan kan inte läsas.", "Spara sidan igen (\"Webbsida, endast HTML\")."},
    {"html.cut", "Webbsidan slutar mitt i en tabell, så rader kan saknas.", "Spara hela sidan igen."},
    {"html.no_table", "Webbsidan har ingen tabell.", "Spara sidan som visar tabellen (\"Webbsida, endast HTML\")."},
    {"inbox.too_large", "Filen är större än vad som läses.", "Dela filen, eller ta bort det som inte behövs."},
    {"json.", "JSON-filen är trasig eller har en form som inte läses.", "Hämta filen igen."},
    {"json_stat.", "JSON-stat-filen är trasig eller har en form som inte läses.", "Hämta filen igen."},
    {"register.boolean", "Texten är inget av orden för ja och nej.",
     "Skriv ett av dem, eller lägg till ordet i mappningen."},
    {"register.cell", "Cellen är ett fel i kalkylbladet (till exempel #SAKNAS!).",
     "Rätta formeln eller skriv ett värde."},
    {"register.cell_missing",
     "Filen saknar en uppgift om sig själv som mappningen kräver, till exempel när den publicerades.",
     "Kontrollera att det är rätt fil. Har filen fått en annan form behöver mappningen ändras."},
    {"register.date", "Cellen är inget datum som känns igen.",
     "Skriv datumet som 2025-10-31, eller ge kolumnen ett mönster i mappningen."},
    {"register.dimension", "Raden har ett värde i en indelning, till exempel kön eller ålder, som mappningen inte har.",
     "Rätta texten. Är den riktig behöver mappningen få värdet."},
    {"register.dimension_twice", "Två värden i en indelning får samma id, och går inte att skilja åt.",
     "Rätta texten om det är ett skrivfel. Annars behöver mappningen ge ett av värdena ett annat namn."},
    {"register.empty", "Cellen är tom, och får inte vara det.", "Fyll i cellen."},
    {"register.format", "Filen är av ett slag som inte läses.", "Spara den som CSV eller som Excel-arbetsbok (.xlsx)."},
    {"register.header", "Ingen rad har alla rubriker som tabellen ska ha.",
     "Jämför rubrikerna med dem som brukar finnas. Har en rubrik bytt namn behöver mappningen få det nya namnet."},
    {"register.heading_twice", "Två kolumner har samma rubrik.",
     "Ge kolumnerna olika rubriker, eller skriv i mappningen vilken som gäller."},
    {"register.identity", "Filen har personnummer. Den får inte läsas in, och ingenting av den har sparats.",
     "Ta bort de kolumner som anges, eller räkna utan dem, och lägg in filen igen."},
    {"register.indicator_id", "Radens mått och indelningar ger ett id som är för långt.",
     "Filen behöver inte ändras: mappningen behöver kortare namn."},
    {"register.key_twice", "En nyckelfil har två olika texter för samma nyckel.", "Rätta nyckelfilen."},
    {"register.keys", "En nyckelfil har fler nycklar än vad som läses.", "Använd en mindre nyckelfil."},
    {"register.level", "Det går inte att avgöra vad raden gäller: riket, ett län, en kommun eller annat.",
     "Rätta raden. Är den riktig behöver mappningen en regel för sådana rader."},
    {"register.limit", "Filen, eller något i den, är större än vad som läses.",
     "Kontrollera att det är rätt fil. Dela den om den är riktig."},
    {"register.lookup", "En nyckelfil saknas i den packade filen.", "Kontrollera att filen är hel."},
    {"register.mark", "Texten är varken ett tal eller en markering som är känd.",
     "Skriv ett tal. Är texten en markering behöver mappningen veta vad den betyder."},
    {"register.measure", "Raden gäller ett mått som mappningen inte har.",
     "Rätta texten. Är den riktig behöver mappningen få måttet."},
    {"register.member", "Den packade filen har inget som mappningen läser, eller något som inte kan granskas.",
     "Packa filen igen med bara de filer som ska läsas."},
    {"register.name", "Filens namn är inget av dem som mappningen har.",
     "Rätta namnet, eller lägg till det i mappningen."},
    {"register.no_rows", "Filen har rubriker, men inga rader som kan läsas in under dem.",
     "Lägg in filen som har raderna. Ingenting har ändrats."},
    {"register.number_size", "Talet är större än vad som kan lagras.",
     "Rätta talet. Är det en kod behöver mappningen läsa kolumnen som text."},
    {"register.period", "Cellen är ingen period som känns igen.", "Skriv perioden som 2025, 2025-10 eller 2025Q3."},
    {"register.period_kind", "Raden har ingen period av det slag som måttet har, till exempel ett år eller en månad.",
     "Rätta perioden. Är den riktig behöver mappningen ändras."},
    {"register.ragged", "Raden har en text till höger om den sista rubriken.",
     "Rätta raden: ett skiljetecken i en text, eller en rubrik som saknas."},
    {"register.sheet", "Inget blad, eller ingen fil i den packade filen, är det som ska läsas.",
     "Kontrollera att det är rätt fil. Har bladet bytt namn behöver mappningen få det nya namnet."},
    {"register.status", "Raden får en status som inte finns.",
     "Filen behöver inte ändras: mappningen behöver ge raden en status som finns."},
    {"register.value",
     "Raden har inget tal där det ska finnas ett, eller ger ett tal som inte går att räkna ut (till exempel delat med "
     "noll).",
     "Rätta talen på raden. Är de riktiga behöver mappningen ändras."},
    {"register.variant", "Det går inte att avgöra vilken variant raden gäller.",
     "Rätta raden. Är den riktig behöver mappningen en regel för sådana rader."},
    {"register.whole", "Talet har decimaler, och ska vara helt.", "Rätta talet."},
    {"run.nothing_read", "Inte en enda rad kunde läsas.",
     "Kontrollera att det är rätt fil; de första felen visas här."},
    {"run.too_many_rejects", "Mer än 100 000 rader eller celler kunde inte läsas.", "Kontrollera att det är rätt fil."},
    {"xlsx.", "Arbetsboken är skadad eller har en form som inte läses.",
     "Öppna den i Excel, spara den som .xlsx, och lägg in den igen."},
    {"xlsx.encrypted", "Arbetsboken har ett lösenord.", "Spara den utan lösenord."},
    {"xlsx.ods", "Filen är ett kalkylblad ur LibreOffice (.ods).", "Spara den som .xlsx."},
    {"xlsx.xls", "Filen är en äldre arbetsbok (.xls).", "Spara den som .xlsx."},
    {"xlsx.xlsb", "Filen är en binär arbetsbok (.xlsb).", "Spara den som .xlsx."},
    {"zip.", "Den packade filen är skadad, ofullständig eller av ett slag som inte läses.",
     "Packa den igen, och lägg in den på nytt."},
    {"zip.encrypted", "Den packade filen har ett lösenord.", "Packa den utan lösenord."},
});
static_assert(std::ranges::is_sorted(reasons, {}, &Reason::code));

constexpr Reason any{
    .code = "", .wrong = "Filen kunde inte läsas in.", .change = "Den som sköter Sluss ser orsaken i körningens logg."};

constexpr Reason any_row{
    .code = "", .wrong = "Raden kunde inte läsas.", .change = "Den som sköter Sluss ser orsaken i körningens logg."};

const Reason* find_reason(std::string_view code) {
  const auto found = std::ranges::find(reasons, code, &Reason::code);
  return found == reasons.end() ? nullptr : &*found;
}

}  // namespace

const Reason* known_reason(std::string_view code) {
  if (const auto* reason = find_reason(code)) return reason;
  return find_reason(code.substr(0, std::min(code.size(), code.find('.') + 1)));
}

const Reason& reason_of(std::string_view code) {
  const auto* reason = known_reason(code);
  return reason == nullptr ? any : *reason;
}

const Reason& row_reason_of(std::string_view code) {
  const auto* reason = known_reason(code);
  return reason == nullptr ? any_row : *reason;
}

FileWords row_words(std::string_view code) {
  const auto& reason = row_reason_of(code);
  return {.wrong = reason.wrong, .change = reason.change};
}

std::optional<FileWords> file_words(std::string_view code) {
  if (code.starts_with("run.")) return std::nullopt;  // of any source
  const auto* reason = known_reason(code);
  if (reason == nullptr) return std::nullopt;
  return FileWords{.wrong = reason->wrong, .change = reason->change};
}

}  // namespace sluss::connectors::registers
