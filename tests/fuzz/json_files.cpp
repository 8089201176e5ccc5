// Any bytes as a JSON file of records, and as a json-stat2 dataset: rows, or an error.
#include "connectors/register/json/json.h"
#include "connectors/register/json/json_stat.h"
#include "register_check.h"

using namespace sluss::connectors::registers;

namespace {

void check_opened(const sluss::core::Result<std::unique_ptr<Document>>& document) {
  if (!document) return sluss::fuzz::check_error(document.error());
  sluss::fuzz::check_document(**document);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const sluss::fuzz::FileInMemory file(data, size);
  check_opened(open_json(file.path(), {}, sluss::fuzz::small_limits));
  check_opened(open_json(file.path(), {.records = "data.rader"}, sluss::fuzz::small_limits));
  check_opened(open_json_stat(file.path(), sluss::fuzz::small_limits));
  return 0;
}
