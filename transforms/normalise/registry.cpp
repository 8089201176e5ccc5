#include "transforms/normalise/registry.h"

#include "transforms/normalise/kolada_normaliser.h"
#include "transforms/normalise/register/register_normaliser.h"
#include "transforms/normalise/verbatim.h"

namespace sluss::transforms::normalise {

MakeNormaliser find_normaliser(std::string_view kind) {
  if (kind == "kolada") return make_kolada;
  if (kind == "odbc") return make_verbatim;
  if (kind == "register") return make_register;
  return nullptr;
}

}  // namespace sluss::transforms::normalise
