#include "connectors/testing/weighing.h"

#include <malloc.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SLUSS_HEAP_OF_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SLUSS_HEAP_OF_SANITIZER 1
#endif
#endif
#ifdef SLUSS_HEAP_OF_SANITIZER
#include <sanitizer/allocator_interface.h>
#endif

namespace sluss::connectors::testing {

std::size_t heap_bytes() {
#ifdef SLUSS_HEAP_OF_SANITIZER
  return ::__sanitizer_get_current_allocated_bytes();
#else
  const auto info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
#endif
}

class WeighingSink::Writer final : public ObjectWriter {
 public:
  explicit Writer(WeighingSink& sink) : sink_(sink) {}
  core::Result<> write(std::string_view bytes) override {
    bytes_ += bytes.size();
    sink_.weigh();
    return {};
  }
  void restart() override { bytes_ = 0; }
  core::Result<RawHandle> finish(const RawObject& /*object*/) override {
    sink_.archived_ += bytes_;
    return RawHandle{.index = sink_.objects_++};
  }

 private:
  WeighingSink& sink_;
  std::uint64_t bytes_ = 0;
};

std::unique_ptr<ObjectWriter> WeighingSink::open_object() {
  return std::make_unique<Writer>(*this);
}

void WeighingSink::weigh() {
  const auto now = heap_bytes();
  if (now <= before_) return;
  auto most = most_.load();
  while (now - before_ > most && !most_.compare_exchange_weak(most, now - before_)) {
  }
}

}  // namespace sluss::connectors::testing
