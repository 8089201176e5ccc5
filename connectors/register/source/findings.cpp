#include "connectors/register/source/findings.h"

#include "connectors/register/inbox/inbox.h"
#include "core/identities.h"

namespace sluss::connectors::registers {
namespace {

std::string files_text(std::int64_t files) {
  return files == 1 ? "En fil" : std::to_string(files) + " filer";
}

}  // namespace

core::Finding older_finding(const std::string& name) {
  return {.code = "register.older",
          .severity = core::Severity::warning,
          .subject = shown_name(name),
          .what =
              "Filen är, efter vad den själv anger, äldre än den som lästes in senast i sin serie. Ingenting av "
              "den lästes in, och ingenting ändrades.",
          .remedy =
              "Filen finns i done/. Ska den gälla: ge den rätt period i namnet eller i den cell som mappningen "
              "läser, och lägg in den igen."};
}

core::Finding older_in_place_finding(const std::string& query, std::int64_t files) {
  return {.code = "register.older",
          .severity = core::Severity::info,
          .subject = core::without_identities(query),
          .what = files_text(files) + " i mappen är äldre än den som lästes in senast i serien, och läses inte.",
          .remedy = "Ingenting behöver göras. Mappen är inte vår att ändra i; där kan gamla filer tas bort.",
          .count = files};
}

core::Finding waiting_finding(const std::string& source, std::int64_t files) {
  return {.code = "register.waiting",
          .severity = core::Severity::info,
          .subject = source,
          .what = files_text(files) + " till väntar på att läsas in. En fil läses in i varje körning.",
          .remedy = "Ingenting behöver göras: nästa körning tar nästa fil.",
          .count = files};
}

}  // namespace sluss::connectors::registers
