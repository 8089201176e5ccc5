#pragma once
// What sources and watchers know together beyond a run: what one left to be done, another does. Whoever opens them owns
// it, and it lives as long as they go on. Any thread.

#include <map>
#include <memory>
#include <mutex>
#include <typeindex>

namespace sluss::connectors {

class SharedParts {
 public:
  /// A kind's own, of a type that no other kind has; made when it is first asked for. It guards itself.
  template <class Part>
  [[nodiscard]] std::shared_ptr<Part> part() {
    const std::scoped_lock lock(mutex_);
    auto& known = parts_[typeid(Part)];
    if (!known) known = std::make_shared<Part>();
    return std::static_pointer_cast<Part>(known);
  }

 private:
  std::mutex mutex_;
  std::map<std::type_index, std::shared_ptr<void>> parts_;
};

}  // namespace sluss::connectors
