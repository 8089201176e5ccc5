#include "connectors/register/source/refusal_words.h"

#include <algorithm>
#include <array>

#include "connectors/register/source/kind.h"

namespace sluss::connectors::registers {
namespace {

constexpr auto reasons = std::to_array<Reason>({
    {"codelists.ambiguous", "Namnet kan betyda flera områden eller koder.", "Skriv koden i stället för namnet."},
    {"codelists.not_found", "Området eller koden känns inte igen.",
     "Rätta stavningen. Till den som sköter Sluss: är texten riktig, skriv den som ett alias under [[area]] i "
     "mappningen."},
    {"codelists.not_valid", "Koden eller namnet finns, men gällde inte vid den tid som uppgiften avser.",
     "Rätta koden, namnet eller perioden."},
    {"csv.", "Textfilen kan inte läsas.", "Spara filen som CSV igen ur det program som den kommer från."},
    {"csv.open_quote",
     "Ett citattecken öppnas men stängs inte, så att den raden och alla rader efter den lästes som en enda cell. Filen "
     "kan också vara avkortad.",
     "Stäng citattecknet på raden, eller spara filen som CSV igen och lägg in den hel."},
    {"csv.quote", "Ett citattecken saknas eller är ett för mycket på raden.",
     "Rätta citattecknen på raden, eller spara filen som CSV igen."},
    {"encoding.", "Filens tecken kan inte läsas: kodningen är okänd eller trasig.", "Spara filen som CSV UTF-8."},
    {"gz.", "Den packade filen (gz) är skadad eller ofullständig.", "Packa den igen, och lägg in den på nytt."},
    {"html.", "Webbsidan kan inte läsas.", "Spara sidan igen (\"Webbsida, endast HTML\")."},
    {"html.cut", "Webbsidan slutar mitt i en tabell, så rader kan saknas.", "Spara hela sidan igen."},
    {"html.no_table", "Webbsidan har ingen tabell.", "Spara sidan som visar tabellen (\"Webbsida, endast HTML\")."},
    {"inbox.too_large", "Filen är större än vad som läses.",
     "Dela filen, eller ta bort det som inte behövs. Till den som sköter Sluss: är den riktig som den är, höj "
     "largest_file för källan."},
    {"json.", "JSON-filen är trasig eller har en form som inte läses.", "Hämta filen igen."},
    {"json_stat.", "JSON-stat-filen är trasig eller har en form som inte läses.", "Hämta filen igen."},
    {"register.boolean", "Texten är inget av orden för ja och nej.",
     "Skriv ja eller nej, som på de andra raderna. Till den som sköter Sluss: är ordet riktigt, lägg till det i "
     "mappningen."},
    {"register.captures", "Filens namn och det som står i den anger inte samma sak, till exempel inte samma år.",
     "Rätta det som är fel, namnet eller cellen, och lägg filen i mappen igen."},
    {"register.cell", "Cellen är ett fel i kalkylbladet (till exempel #SAKNAS!).",
     "Rätta formeln eller skriv ett värde."},
    {"register.cell_missing",
     "Filen saknar en uppgift om sig själv som ska stå i den, till exempel när den publicerades.",
     "Kontrollera att det är rätt fil. Till den som sköter Sluss: har filen fått en annan form behöver mappningen "
     "ändras."},
    {"register.date", "Cellen är inget datum som känns igen.",
     "Skriv datumet som 2025-10-31. Till den som sköter Sluss: skrivs datum alltid så, ge kolumnen ett mönster i "
     "mappningen."},
    {"register.dimension",
     "Raden har ett värde i en indelning, till exempel kön eller ålder, som Sluss inte känner till.",
     "Rätta texten. Till den som sköter Sluss: är den riktig behöver mappningen få värdet."},
    {"register.dimension_twice", "Två värden i en indelning får samma id, och går inte att skilja åt.",
     "Rätta texten om det är ett skrivfel. Till den som sköter Sluss: annars behöver mappningen ge ett av värdena ett "
     "annat namn."},
    {"register.empty", "Cellen är tom, och får inte vara det.", "Fyll i cellen."},
    {"register.format", "Filen är av ett slag som inte läses.", "Spara den som CSV eller som Excel-arbetsbok (.xlsx)."},
    {"register.header", "Ingen rad har alla rubriker som tabellen ska ha.",
     "Jämför rubrikerna med dem som brukar finnas. Till den som sköter Sluss: har en rubrik bytt namn, lägg till det "
     "nya namnet bland kolumnens headings i mappningen."},
    {"register.heading_twice", "Två kolumner har samma rubrik.",
     "Ge kolumnerna olika rubriker. Till den som sköter Sluss: ska det vara så, skriv i mappningen vilken som gäller "
     "(nth)."},
    {"register.identity",
     "Filen har något som ser ut som personnummer. Den får inte läsas in, och Sluss har inte sparat något ur den.",
     "Radera numren ur de celler som anges, i en kopia, och lägg in kopian. Radera sedan filen som har numren: Sluss "
     "lägger undan den, men raderar den inte."},
    {"register.indicator_id", "Radens mått och indelningar ger ett id som är för långt.",
     "Filen behöver inte ändras. Till den som sköter Sluss: mappningen behöver kortare namn."},
    {"register.key_twice", "En nyckelfil har två olika texter för samma nyckel.", "Rätta nyckelfilen."},
    {"register.keys", "En nyckelfil har fler nycklar än vad som läses.", "Använd en mindre nyckelfil."},
    {"register.level", "Det går inte att avgöra vad raden gäller: riket, ett län, en kommun eller annat.",
     "Rätta raden. Till den som sköter Sluss: är den riktig behöver mappningen en regel för sådana rader."},
    {"register.limit", "Filen, eller något i den, är större än vad som läses.",
     "Kontrollera att det är rätt fil. Dela den om den är riktig."},
    {"register.lookup", "En nyckelfil saknas i den packade filen.", "Kontrollera att filen är hel."},
    {"register.mark", "Här ska stå ett tal.",
     "Skriv talet, eller lämna cellen tom om det saknas. Till den som sköter Sluss: är texten en markering, skriv i "
     "mappningen vad den betyder."},
    {"register.measure", "Raden gäller ett mått som Sluss inte känner till.",
     "Rätta texten. Till den som sköter Sluss: är den riktig behöver mappningen få måttet."},
    {"register.member", "Den packade filen har inget som ska läsas, eller något som inte kan granskas.",
     "Packa filen igen med bara de filer som ska läsas."},
    {"register.name", "Filens namn är inget av dem som jobbet läser.",
     "Rätta namnet. Till den som sköter Sluss: är namnet riktigt, lägg till det bland names under [files] i "
     "mappningen."},
    {"register.no_rows", "Filen har rubriker, men inga rader som kan läsas in under dem.",
     "Lägg in filen som har raderna. Ingenting har ändrats."},
    {"register.number_size", "Talet är större än vad som kan lagras.",
     "Rätta talet. Till den som sköter Sluss: är det en kod behöver mappningen läsa kolumnen som text."},
    {"register.period", "Cellen är ingen period som känns igen.", "Skriv perioden som 2025, 2025-10 eller 2025Q3."},
    {"register.period_ahead", "Filen gäller en period som börjar först om mer än ett år.",
     "Rätta året i filens namn, och lägg filen i mappen igen. Till den som sköter Sluss: gäller den här filsorten "
     "kommande "
     "perioder, skriv ahead = true under [series] i mappningen."},
    {"register.period_kind", "Raden har ingen period av det slag som måttet har, till exempel ett år eller en månad.",
     "Rätta perioden. Till den som sköter Sluss: är den riktig behöver mappningen ändras."},
    {"register.ragged", "Raden har en text till höger om den sista rubriken.",
     "Rätta raden: ett skiljetecken i en text, eller en rubrik som saknas."},
    {"register.sheet", "Inget blad, eller ingen fil i den packade filen, är det som ska läsas.",
     "Kontrollera att det är rätt fil, och att bladet heter som det brukar. Till den som sköter Sluss: har bladet bytt "
     "namn för gott behöver mappningen få det nya namnet."},
    {"register.status", "Raden får en status som inte finns.",
     "Filen behöver inte ändras. Till den som sköter Sluss: mappningen behöver ge raden en status som finns."},
    {"register.thousands",
     "Talet kan vara tusental eller ett helt tal med decimaler (12.000: tolv tusen eller tolv), och kolumnen har hela "
     "tal.",
     "Skriv talet utan punkt och komma: 12000 eller 12 000 om det är tolv tusen, 12 om det är tolv."},
    {"register.value",
     "Raden har inget tal där det ska finnas ett, eller ger ett tal som inte går att räkna ut (till exempel delat med "
     "noll).",
     "Rätta talen på raden. Till den som sköter Sluss: är de riktiga behöver mappningen ändras."},
    {"register.variant", "Det går inte att avgöra vilken variant raden gäller.",
     "Rätta raden. Till den som sköter Sluss: är den riktig behöver mappningen en regel för sådana rader."},
    {"register.whole", "Talet har decimaler, och ska vara helt.", "Rätta talet."},
    {"run.nothing_read", "Inte en enda rad kunde läsas.",
     "Kontrollera att det är rätt fil; de första felen visas här."},
    {"run.overlaps",
     "Filen gäller en tidigare period än den som lästes in senast, och det finns redan uppgifter för någon av dess "
     "perioder. De gäller.",
     "Ingenting behöver göras, om uppgifterna i Sluss är rätt. Är de fel: rätta dem i den senaste filen, och lägg in "
     "den igen."},
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
    .code = "",
    .wrong = "Filen kunde inte läsas in.",
    .change = "Be den som sköter Sluss om hjälp. Till den som sköter Sluss: orsaken står i körningens logg."};

constexpr Reason any_row{
    .code = "",
    .wrong = "Raden kunde inte läsas.",
    .change = "Be den som sköter Sluss om hjälp. Till den som sköter Sluss: orsaken står i körningens logg."};

const Reason* find_reason(std::string_view code) {
  const auto found = std::ranges::find(reasons, code, &Reason::code);
  return found == reasons.end() ? nullptr : &*found;
}

}  // namespace

bool is_of_the_file(const core::Error& error) {
  constexpr auto of_the_run =
      std::to_array<std::string_view>({"run.nothing_read", "run.overlaps", "run.too_many_rejects"});
  if (std::ranges::find(of_the_run, error.code) != of_the_run.end()) return true;
  constexpr auto of_the_mapping =
      std::to_array<std::string_view>({"register.no_figures", "register.select_failed", "register.select_time"});
  if (std::ranges::find(of_the_mapping, error.code) != of_the_mapping.end()) return false;
  constexpr auto families = std::to_array<std::string_view>(
      {"csv.", "encoding.", "gz.", "html.", "inbox.", "json.", "json_stat.", "register.", "xlsx.", "zip."});
  return error.error_class == core::ErrorClass::data &&
         std::ranges::any_of(families, [&](std::string_view family) { return error.code.starts_with(family); });
}

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
