#include "core/duckdb/instance.h"

namespace sluss::core::duckdb {

namespace {

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

bool is_out_of_memory(std::string_view what) {
  return what.contains("Out of Memory Error") || what.contains("Out-of-memory");
}

}  // namespace

Error Instance::explained(std::string_view code, std::string what) const {
  if (is_out_of_memory(what) && no_spill_) {
    Error error = *no_spill_;
    error.what = "it does not fit in memory and may not spill: " + error.what;
    return error;
  }
  if (is_out_of_memory(what) && spill_)
    return fail(ErrorClass::storage, "spill.full", "it needs more room than it may have: " + first_line(what),
                "ask for less at a time, or raise memory or spill_most of [warehouse]")
        .error();
  if (spill_ && what.contains(spill_->path().string()))
    return fail(ErrorClass::storage, "spill.failed", "what does not fit in memory cannot be kept on disk: " + what,
                "see that the disk of the warehouse is whole and has room")
        .error();
  return fail(ErrorClass::data, code, std::move(what)).error();
}

}  // namespace sluss::core::duckdb
