#pragma once
// Short texts to entries, for the hot path: a source names the same few thousand ids in millions of rows. Open
// addressing on the packed text: no allocation and no pointer chase for a text seen before.

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sluss::transforms::normalise {

template <class Entry>
class IdCache {
 public:
  /// The entry of `text`; `make(text)` when it is new. The reference lives until clear().
  template <class Make>
  const Entry& find(std::string_view text, const Make& make) {
    if (text.size() > longest_packed) return find_long(text, make);
    const Key key = pack(text);
    if ((entries_.size() + 1) * 2 > slots_.size()) grow();
    for (std::size_t at = hash(key) & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      Slot& slot = slots_[at];
      if (slot.entry == 0) {
        entries_.push_back(make(text));
        slot = {key, static_cast<std::uint32_t>(entries_.size())};
        return entries_.back();
      }
      if (slot.key == key) return entries_[slot.entry - 1];
    }
  }

  void clear() {
    slots_.clear();
    entries_.clear();
    long_.clear();
  }

 private:
  static constexpr std::size_t longest_packed = 15;

  struct Key {
    std::uint64_t low = 0;
    std::uint64_t high = 0;  ///< its last octet is the length, so that "a" and "a\0" differ
    bool operator==(const Key&) const = default;
  };
  struct Slot {
    Key key;
    std::uint32_t entry = 0;  ///< 1-based; 0 is free
  };

  static Key pack(std::string_view text) {
    std::array<char, 16> octets{};
    std::memcpy(octets.data(), text.data(), text.size());
    octets[15] = static_cast<char>(text.size());
    return std::bit_cast<Key>(octets);
  }
  static std::size_t hash(const Key& key) {
    // Multiply and fold (murmur's finaliser constant): ids differ mostly in a few digits.
    std::uint64_t h = (key.low ^ std::rotl(key.high, 29)) * 0xff51afd7ed558ccdULL;
    h ^= h >> 32U;
    return static_cast<std::size_t>(h * 0x9e3779b97f4a7c15ULL >> 20U);
  }
  void grow() {
    std::vector<Slot> wider(slots_.empty() ? 1024 : slots_.size() * 2);
    for (const Slot& slot : slots_) {
      if (slot.entry == 0) continue;
      std::size_t at = hash(slot.key) & (wider.size() - 1);
      while (wider[at].entry != 0) at = (at + 1) & (wider.size() - 1);
      wider[at] = slot;
    }
    slots_ = std::move(wider);
  }
  template <class Make>
  const Entry& find_long(std::string_view text, const Make& make) {
    const std::string key(text);
    if (const auto found = long_.find(key); found != long_.end()) return found->second;
    return long_.emplace(key, make(text)).first->second;
  }

  std::vector<Slot> slots_;  ///< a power of two, at most half full
  std::deque<Entry> entries_;
  std::unordered_map<std::string, Entry> long_;
};

}  // namespace sluss::transforms::normalise
