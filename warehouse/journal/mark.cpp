#include "warehouse/journal/mark.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>

namespace sluss::warehouse::journal {
namespace {

static_assert(std::endian::native == std::endian::little, "the index is little-endian; swap bytes here");

constexpr std::size_t checksum_at = mark_size - 8;

template <class T>
void put(std::string& record, std::size_t at, const T& value) {
  std::memcpy(record.data() + at, &value, sizeof value);
}

template <class T>
void get(std::string_view record, std::size_t at, T& value) {
  std::memcpy(&value, record.data() + at, sizeof value);
}

/// The number is included, so that a record in another's place fails.
std::uint64_t checksum_of(std::string_view record, std::int64_t number) {
  return XXH3_64bits_withSeed(record.data(), checksum_at, static_cast<std::uint64_t>(number));
}

std::size_t place_of(Group group) {
  return static_cast<std::size_t>(group);
}

/// 0: the entry does not contain it.
std::uint64_t target_of(const nlohmann::json& body) {
  const auto dataset = body.find("dataset");
  const auto to = body.find("to");
  if (dataset == body.end() || !dataset->is_string() || to == body.end() || !to->is_string()) return 0;
  return place_key(dataset->get_ref<const std::string&>(), to->get_ref<const std::string&>());
}

}  // namespace

Group group_of(std::string_view kind) {
  if (kind == "run" || kind == "replay" || kind == "release" || kind == "discard") return Group::committed;
  if (kind == "failed") return Group::failed;
  if (kind == "delivery") return Group::delivery;
  return Group::other;
}

std::uint64_t job_key(std::string_view job) {
  return job.empty() ? 0 : XXH3_64bits(job.data(), job.size());
}

std::uint64_t place_key(std::string_view dataset, std::string_view to) {
  const auto place = std::string(dataset).append("\n").append(to);
  return std::max<std::uint64_t>(1, XXH3_64bits(place.data(), place.size()));
}

std::uint32_t Mark::latest(Group of) const {
  return of == group ? static_cast<std::uint32_t>(number) : before.at(place_of(of));
}

bool Mark::is_of(std::string_view hex) const {
  const auto sum = core::Sha256::parse(hex);
  return sum && std::equal(hash.begin(), hash.end(), sum->bytes.begin());
}

Mark next_mark(const Mark& before, const Entry& entry, std::uint64_t byte, std::uint64_t length) {
  Mark mark{.number = entry.number,
            .byte = byte,
            .length = static_cast<std::uint32_t>(length),
            .group = group_of(entry.kind),
            .at = entry.at,
            .most_run = before.most_run,
            .before = before.before,
            .counts = before.counts};
  if (before.group != Group::other) mark.before.at(place_of(before.group)) = static_cast<std::uint32_t>(before.number);
  if (mark.group != Group::other) {
    ++mark.counts.at(place_of(mark.group));
    const auto body = nlohmann::json::parse(entry.body, nullptr, false);
    if (const auto run = body.find("run"); run != body.end() && run->is_number_integer()) mark.run.value = *run;
    if (const auto job = body.find("job"); job != body.end() && job->is_string())
      mark.job = job_key(job->get_ref<const std::string&>());
    if (mark.group == Group::delivery) mark.job = target_of(body);
  }
  if (mark.group == Group::committed) mark.most_run = std::max(mark.most_run, mark.run);
  if (const auto sum = core::Sha256::parse(entry.hash))
    std::copy_n(sum->bytes.begin(), mark.hash.size(), mark.hash.begin());
  return mark;
}

std::string encode(const Mark& mark) {
  std::string record(mark_size, '\0');
  put(record, 0, mark.byte);
  put(record, 8, mark.length);
  put(record, 12, mark.group);
  put(record, 16, mark.at.micros);
  put(record, 24, mark.run.value);
  put(record, 32, mark.most_run.value);
  put(record, 40, mark.job);
  put(record, 48, mark.before);
  put(record, 60, mark.counts);
  put(record, 72, mark.hash);
  put(record, checksum_at, checksum_of(record, mark.number));
  return record;
}

std::optional<Mark> decode_mark(std::string_view record, std::int64_t number) {
  if (record.size() != mark_size) return {};
  std::uint64_t checksum = 0;
  get(record, checksum_at, checksum);
  if (checksum != checksum_of(record, number)) return {};
  Mark mark{.number = number};
  get(record, 0, mark.byte);
  get(record, 8, mark.length);
  get(record, 12, mark.group);
  get(record, 16, mark.at.micros);
  get(record, 24, mark.run.value);
  get(record, 32, mark.most_run.value);
  get(record, 40, mark.job);
  get(record, 48, mark.before);
  get(record, 60, mark.counts);
  get(record, 72, mark.hash);
  // Walking back must end.
  if (std::ranges::any_of(mark.before, [&](auto before) { return before >= number; })) return {};
  return mark;
}

std::string index_head() {
  std::string head = "SLUSSJX1";
  head.resize(mark_size, '\0');
  return head;
}

}  // namespace sluss::warehouse::journal
