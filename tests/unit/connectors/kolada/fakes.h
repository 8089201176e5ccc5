#pragma once
// Fakes of the connector's ports: pages from a map, and a sink that remembers.

#include <fmt/format.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/kolada/kolada.h"
#include "connectors/source.h"
#include "core/batch.h"

namespace sluss::connectors::kolada {

inline const std::string base = "https://api.kolada.se/v3";

/// How many elements a list's inside has.
inline int count_of(std::string_view items) {
  int depth = 0;
  int count = 0;
  for (const char c : items) {
    if (c == '{' && depth++ == 0) ++count;
    if (c == '}') --depth;
  }
  return count;
}

/// {"values":[items],"count":…,"next_url":…}
inline std::string page_json(std::string_view items, std::string_view next = {}, std::optional<int> count = {}) {
  const std::string link = next.empty() ? "null" : "\"" + std::string(next) + "\"";
  return fmt::format(R"({{"values":[{}],"count":{},"next_url":{},"previous_url":null}})", items,
                     count.value_or(count_of(items)), link);
}

inline std::string value_json(std::string_view kpi, std::string_view place, int year, double value) {
  return fmt::format(
      R"({{"values":[{{"gender":"T","count":1,"status":"","value":{},"isdeleted":false}}],"kpi":"{}","period":{},"municipality":"{}"}})",
      value, kpi, year, place);
}

/// Answers by URL, one after the other when there are several; the last one again and again.
class FakePages final : public PageSource {
 public:
  struct Answer {
    int status = 200;
    std::string body;
    std::string media_type = "application/json";
    std::optional<core::Error> error;
  };
  std::map<std::string, std::vector<Answer>> answers;
  int threads = 1;
  std::optional<std::string> otherwise;  ///< the body for any other URL

  void put(const std::string& path, std::string body) {
    answers[base + "/" + path].push_back({.body = std::move(body)});
  }

  core::Result<Page> get(const std::string& url, std::string_view, int, ObjectWriter* archive,
                         const std::function<core::Result<>(const Page&)>& accept, std::stop_token stop) override {
    if (stop.stop_requested()) return core::fail(core::ErrorClass::cancelled, "http.cancelled", "stopped");
    Answer answer;
    {
      const std::scoped_lock lock(mutex_);
      requested_.push_back(url);
      auto found = answers.find(url);
      if (found == answers.end()) {
        if (!otherwise) return core::fail(core::ErrorClass::source, "http.status_4xx", "status 404");
        answer.body = *otherwise;
      } else {
        const std::size_t turn = turns_[url]++;
        answer = found->second[std::min(turn, found->second.size() - 1)];
      }
    }
    if (answer.error) return std::unexpected(*answer.error);
    Page page{
        .status = answer.status, .body = answer.body, .media_type = answer.media_type, .etag = {}, .fetched_at = {}};
    if (accept) SLUSS_TRY(accept(page));
    if (archive != nullptr) SLUSS_TRY(archive->write(page.body));
    return page;
  }
  [[nodiscard]] int parallel() const override { return threads; }
  [[nodiscard]] std::vector<std::string> requested() const {
    const std::scoped_lock lock(mutex_);
    return requested_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::size_t> turns_;
  std::vector<std::string> requested_;
};

class FakeSink final : public Sink {
 public:
  struct Object {
    RawObject object;
    std::string body;
  };
  std::vector<Object> objects;
  std::vector<std::string> rows;  ///< "kolada.data#3 N00001|1981|2024|T|…"
  std::vector<QueryDone> finished;
  std::vector<core::Finding> findings;
  std::vector<core::Reject> rejects;
  std::vector<Progress> steps;
  std::map<std::string, QueryCheckpoint> checkpoints;
  std::map<std::pair<std::string, int>, KeptObject> kept_objects;

  std::unique_ptr<ObjectWriter> open_object() override { return std::make_unique<Writer>(*this); }
  core::Result<std::optional<KeptObject>> kept(std::string_view query, int page) override {
    const auto found = kept_objects.find({std::string(query), page});
    if (found == kept_objects.end()) return std::nullopt;
    return found->second;
  }
  std::optional<QueryCheckpoint> checkpoint(std::string_view query) override {
    const auto found = checkpoints.find(std::string(query));
    if (found == checkpoints.end()) return std::nullopt;
    return found->second;
  }
  core::Result<std::optional<RawObject>> latest(std::string_view /*query*/) override { return std::nullopt; }
  core::Result<> batch(std::string_view stream, RawHandle raw, const core::Batch& batch) override {
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      rows.push_back(fmt::format("{}#{} {}", stream, raw.index, row_text(batch, row)));
    }
    return {};
  }
  core::Result<> selected(const Extent&) override { return {}; }
  core::Result<> done(const QueryDone& query) override {
    finished.push_back(query);
    return {};
  }
  void found(core::Finding finding) override { findings.push_back(std::move(finding)); }
  core::Result<> rejected(core::Reject reject) override {
    rejects.push_back(std::move(reject));
    return {};
  }
  void progress(const Progress& progress) override { steps.push_back(progress); }

  static std::string row_text(const core::Batch& batch, std::size_t row) {
    std::string out;
    for (std::size_t i = 0; i < batch.columns(); ++i) {
      if (i > 0) out += "|";
      const core::Column& column = batch[i];
      if (column.is_null(row)) {
        out += "-";
      } else if (column.type() == core::Type::text) {
        out += column.text(row);
      } else if (column.type() == core::Type::int32) {
        out += fmt::format("{}", column.values<std::int32_t>()[row]);
      } else if (column.type() == core::Type::float64) {
        out += fmt::format("{}", column.values<double>()[row]);
      } else {
        out += column.values<std::uint8_t>()[row] != 0 ? "yes" : "no";
      }
    }
    return out;
  }

 private:
  class Writer final : public ObjectWriter {
   public:
    explicit Writer(FakeSink& sink) : sink_(sink) {}
    core::Result<> write(std::string_view bytes) override {
      body_ += bytes;
      return {};
    }
    void restart() override { body_.clear(); }
    core::Result<RawHandle> finish(const RawObject& object) override {
      sink_.objects.push_back({.object = object, .body = body_});
      return RawHandle{.index = static_cast<std::uint32_t>(sink_.objects.size() - 1)};
    }

   private:
    FakeSink& sink_;
    std::string body_;
  };
};

}  // namespace sluss::connectors::kolada
