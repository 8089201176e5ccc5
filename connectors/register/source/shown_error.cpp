#include "connectors/register/source/shown_error.h"

#include <string>

#include "connectors/register/inbox/inbox.h"
#include "core/identities.h"

namespace sluss::connectors::registers {

core::Error shown_error(core::Error error) {
  for (auto* name : {&error.place.file, &error.place.field}) *name = shown_name(*name);
  for (auto* words : {&error.what, &error.remedy}) *words = core::without_identities(*words);
  return error;
}

}  // namespace sluss::connectors::registers
