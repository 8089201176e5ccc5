#include "daemon/run/staging/staging.h"

#include <algorithm>
#include <cstring>
#include <system_error>

#include "core/check.h"

namespace sluss::daemon::staging {
namespace {

constexpr std::size_t write_facts = 32'768;  // 1.3 MB a write

/// What a fact costs while it is in memory: itself and its place in the order.
constexpr std::size_t bytes_in_memory = sizeof(core::Fact) + sizeof(std::uint32_t);

}  // namespace

core::Result<std::unique_ptr<Staging>> Staging::open(const std::filesystem::path& folder, std::string_view token,
                                                     Options options) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return core::fail(core::ErrorClass::storage, "disk.permission",
                      "cannot make the folder " + folder.string() + ": " + error.message(),
                      "Let the user that runs sluss write in the state folder.", {.file = folder.string()});
  }
  return std::unique_ptr<Staging>(new Staging(folder, token, options));
}

Staging::Staging(std::filesystem::path folder, std::string_view token, Options options)
    : folder_(std::move(folder)),
      token_(token),
      options_(options),
      memory_facts_(std::max<std::size_t>(1, options.memory_bytes / bytes_in_memory)) {}

Staging::~Staging() = default;

core::Result<> Staging::add(std::span<const core::Fact> facts) {
  SLUSS_CHECK(!final_, "add() comes before finalise()");
  facts_ += facts.size();
  while (!facts.empty()) {
    if (in_memory_ == memory_facts_) SLUSS_TRY(spill());
    const auto at = in_memory_ % chunk_facts;
    if (in_memory_ / chunk_facts == chunks_.size()) {
      chunks_.push_back(std::make_unique_for_overwrite<core::Fact[]>(chunk_facts));
    }
    const auto size = std::min({facts.size(), chunk_facts - at, memory_facts_ - in_memory_});
    std::memcpy(chunks_[in_memory_ / chunk_facts].get() + at, facts.data(), size * sizeof(core::Fact));
    in_memory_ += size;
    facts = facts.subspan(size);
  }
  return {};
}

Staging::Part Staging::order_in_memory() {
  Part part;
  // One more than the highest number, so that starts[i + 1] is always there; counted one to the right, summed up.
  part.starts.assign(names_.indicators.size() + 1, 0);
  for (std::size_t i = 0; i < in_memory_; ++i) {
    SLUSS_CHECK(in_memory(i).indicator < names_.indicators.size(), "a fact's indicator is one of the dictionary");
    ++part.starts[in_memory(i).indicator + 1];
  }
  totals_.resize(names_.indicators.size());
  for (std::size_t i = 0; i + 1 < part.starts.size(); ++i) {
    totals_[i] += part.starts[i + 1];
    part.starts[i + 1] += part.starts[i];
  }
  auto next = part.starts;
  order_.resize(in_memory_);
  for (std::size_t i = 0; i < in_memory_; ++i) order_[next[in_memory(i).indicator]++] = static_cast<std::uint32_t>(i);
  return part;
}

core::Result<> Staging::spill() {
  if (!file_) {
    auto file = SLUSS_TRY(SpillFile::create(folder_, token_));
    file_ = std::move(file);
  }
  auto part = order_in_memory();
  part.offset = file_->facts();
  std::vector<core::Fact> buffer;
  buffer.reserve(std::min(write_facts, in_memory_));
  for (std::size_t i = 0; i < in_memory_; ++i) {
    buffer.push_back(in_memory(order_[i]));
    if (buffer.size() < write_facts && i + 1 < in_memory_) continue;
    SLUSS_TRY(file_->write(buffer));
    buffer.clear();
  }
  parts_.push_back(std::move(part));
  in_memory_ = 0;
  return {};
}

core::Result<> Staging::finalise() {
  SLUSS_CHECK(!final_, "finalise() comes once");
  last_ = order_in_memory();
  cut_into_blocks();
  final_ = true;
  return {};
}

void Staging::cut_into_blocks() {
  Block block;
  for (std::uint32_t indicator = 0; indicator < totals_.size(); ++indicator) {
    const auto facts = totals_[indicator];
    if (block.facts > 0 && block.facts + facts > options_.block_facts) {
      blocks_.push_back(block);
      block = {.first = indicator, .end = indicator, .facts = 0};
    }
    block.end = indicator + 1;
    block.facts += facts;
  }
  if (block.facts > 0) blocks_.push_back(block);
}

std::pair<std::uint32_t, std::uint32_t> Staging::stretch(const Part& part, const Block& block) {
  // A part that was ordered before an indicator was first met ends before it.
  const auto start = [&](std::uint32_t indicator) {
    return part.starts[std::min<std::size_t>(indicator, part.starts.size() - 1)];
  };
  return {start(block.first), start(block.end)};
}

core::Result<std::vector<core::Fact>> Staging::block(std::size_t index) {
  SLUSS_CHECK(final_ && index < blocks_.size(), "a block that finalise() has cut");
  const auto& block = blocks_[index];
  std::vector<core::Fact> facts(block.facts);
  std::size_t filled = 0;
  for (const auto& part : parts_) {
    const auto [begin, end] = stretch(part, block);
    SLUSS_TRY(file_->read(part.offset + begin, std::span(facts).subspan(filled, end - begin)));
    filled += end - begin;
  }
  const auto [begin, end] = stretch(last_, block);
  for (auto at = begin; at < end; ++at) facts[filled++] = in_memory(order_[at]);
  SLUSS_CHECK(filled == facts.size(), "a block has as many facts as were counted");
  return facts;
}

}  // namespace sluss::daemon::staging
