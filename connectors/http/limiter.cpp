#include "connectors/http/limiter.h"

#include <algorithm>

namespace sluss::connectors::http {

SteadyTime TokenBucket::take(SteadyTime now) {
  if (rate_ <= 0) return now;
  const double most = std::max(1.0, rate_);
  if (!started_) {
    started_ = true;
    tokens_ = most;
    filled_at_ = now;
  }
  if (now > filled_at_) {
    const double passed = std::chrono::duration<double>(now - filled_at_).count();
    tokens_ = std::min(most, tokens_ + passed * rate_);
    filled_at_ = now;
  }
  tokens_ -= 1;
  SteadyTime when = now;
  if (tokens_ < 0) {
    const std::chrono::duration<double> missing(-tokens_ / rate_);
    when = now + std::chrono::ceil<std::chrono::steady_clock::duration>(missing);
  }
  return std::max(when, paused_until_);
}

void TokenBucket::pause_until(SteadyTime time) {
  paused_until_ = std::max(paused_until_, time);
}

bool wait_until(SteadyTime time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_until(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

std::shared_ptr<Limiter::Host> Limiter::host_of(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  auto& host = hosts_[name];
  if (!host) host = std::make_shared<Host>(rate_);
  return host;
}

std::optional<Limiter::Place> Limiter::enter(const std::string& name, bool paced, const std::stop_token& stop) {
  auto host = host_of(name);
  std::unique_lock lock(host->mutex);
  const std::uint64_t ticket = host->next_ticket++;
  host->waiting.insert(ticket);
  const bool entered =
      host->changed.wait(lock, stop, [&] { return host->busy < concurrency_ && *host->waiting.begin() == ticket; });
  host->waiting.erase(ticket);
  if (entered && !stop.stop_requested()) {
    ++host->busy;
    host->changed.notify_all();
    return Place(host, paced);
  }
  host->changed.notify_all();
  return std::nullopt;
}

Limiter::Place::~Place() {
  if (!host_) return;
  const std::scoped_lock lock(host_->mutex);
  --host_->busy;
  host_->changed.notify_all();
}

bool Limiter::Place::pace(const std::stop_token& stop) {
  if (!paced_) return !stop.stop_requested();
  SteadyTime when;
  {
    const std::scoped_lock lock(host_->mutex);
    when = host_->bucket.take(std::chrono::steady_clock::now());
  }
  return wait_until(when, stop);
}

void Limiter::Place::pause_for(std::chrono::milliseconds pause) {
  if (!paced_) return;
  const std::scoped_lock lock(host_->mutex);
  host_->bucket.pause_until(std::chrono::steady_clock::now() + pause);
}

}  // namespace sluss::connectors::http
