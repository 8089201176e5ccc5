#pragma once
// A run that knows that there is more for the next one, though nothing changes where its files come from: it asks for
// that one, and the place's watcher announces it. Any thread; a few bytes a place.

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>

namespace sluss::connectors::registers {

class NextRuns {
 public:
  /// `place`: a folder, or the address of a server.
  void ask(const std::filesystem::path& place);
  /// How often it was asked for.
  [[nodiscard]] std::uint64_t asked(const std::filesystem::path& place) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> places_;
};

}  // namespace sluss::connectors::registers
