#include "connectors/http/loop.h"

#include <pthread.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cassert>
#include <csignal>
#include <thread>
#include <unordered_map>

#include "core/log.h"

namespace sluss::connectors::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::milliseconds;

/// A socket that curl wants watched. Handlers hold it: once `closed`, its number may already be another socket's.
struct Watch {
  Watch(asio::io_context& io, curl_socket_t number) : descriptor(io), socket(number) {}
  asio::posix::stream_descriptor descriptor;
  curl_socket_t socket;
  bool wants_read = false;
  bool wants_write = false;
  bool awaits_read = false;
  bool awaits_write = false;
  bool closed = false;
};

struct RunningTransfer {
  std::shared_ptr<Transfer> transfer;
  std::unique_ptr<asio::steady_timer> stall;
};

void make_curl_ready() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  assert(ready == CURLE_OK);
  static_cast<void>(ready);
}

}  // namespace

struct Loop::Impl {
  asio::io_context io{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  asio::steady_timer timer{io};
  std::uint64_t timer_generation = 0;
  CURLM* multi = nullptr;
  std::unordered_map<curl_socket_t, std::shared_ptr<Watch>> watches;
  std::unordered_map<CURL*, RunningTransfer> running;
  bool closing = false;
  std::thread thread;

  Impl() {
    make_curl_ready();
    multi = curl_multi_init();
    assert(multi != nullptr);
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &Impl::on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &Impl::on_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
    thread = std::thread([this] { run(); });
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  ~Impl() {
    asio::post(io, [this] { close(); });
    thread.join();
  }

  void run() {
    // Signals belong to the main thread. SIGPIPE too: with CURLOPT_NOSIGNAL curl leaves it to us.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    pthread_setname_np(pthread_self(), "sluss-http");
    io.run();
  }

  void close() {
    closing = true;
    while (!running.empty()) finish(running.begin()->first, CURLE_ABORTED_BY_CALLBACK);
    curl_multi_cleanup(multi);
    multi = nullptr;
    timer.cancel();
    io.stop();
  }

  void add(const std::shared_ptr<Transfer>& transfer) {
    if (transfer->abandoned()) return;
    CURL* easy = transfer->handle();
    if (closing || transfer->set_up() != CURLE_OK) return transfer->complete(CURLE_ABORTED_BY_CALLBACK);
    if (curl_multi_add_handle(multi, easy) != CURLM_OK) return transfer->complete(CURLE_FAILED_INIT);
    RunningTransfer& entry = running[easy];
    entry.transfer = transfer;
    entry.stall = std::make_unique<asio::steady_timer>(io);
    await_stall(easy, entry);
  }

  void await_stall(CURL* easy, RunningTransfer& entry) {
    const auto next = entry.transfer->stall_check(std::chrono::steady_clock::now());
    if (!next) return finish(easy, CURLE_OPERATION_TIMEDOUT, true);
    entry.stall->expires_at(*next);
    entry.stall->async_wait([this, easy, weak = std::weak_ptr(entry.transfer)](error_code error) {
      if (error) return;
      // The handle's address may have been given to another transfer since.
      const auto found = running.find(easy);
      if (found != running.end() && found->second.transfer == weak.lock()) await_stall(easy, found->second);
    });
  }

  void finish(CURL* easy, CURLcode code, bool stalled = false) {
    auto node = running.extract(easy);
    if (node.empty()) return;
    node.mapped().stall->cancel();
    curl_multi_remove_handle(multi, easy);
    node.mapped().transfer->complete(code, stalled);
  }

  void collect() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      // The message dies with the handle's removal.
      CURL* easy = message->easy_handle;
      const CURLcode code = message->data.result;
      finish(easy, code);
    }
  }

  void act(curl_socket_t socket, int events) {
    int still = 0;
    curl_multi_socket_action(multi, socket, events, &still);
    collect();
  }

  void arm(const std::shared_ptr<Watch>& watch) {
    if (watch->closed) return;
    if (watch->wants_read && !watch->awaits_read) {
      watch->awaits_read = true;
      watch->descriptor.async_wait(asio::posix::stream_descriptor::wait_read, [this, watch](error_code error) {
        watch->awaits_read = false;
        on_event(watch, error, watch->wants_read, CURL_CSELECT_IN);
      });
    }
    if (watch->wants_write && !watch->awaits_write) {
      watch->awaits_write = true;
      watch->descriptor.async_wait(asio::posix::stream_descriptor::wait_write, [this, watch](error_code error) {
        watch->awaits_write = false;
        on_event(watch, error, watch->wants_write, CURL_CSELECT_OUT);
      });
    }
  }

  void on_event(const std::shared_ptr<Watch>& watch, error_code error, bool wanted, int event) {
    if (watch->closed || multi == nullptr || error == asio::error::operation_aborted) return;
    if (wanted) act(watch->socket, error ? event | CURL_CSELECT_ERR : event);
    arm(watch);
  }

  void watch_socket(curl_socket_t socket, int what) {
    const auto found = watches.find(socket);
    if (what == CURL_POLL_REMOVE) {
      if (found == watches.end()) return;
      found->second->closed = true;
      [[maybe_unused]] const int number = found->second->descriptor.release();  // curl closes it
      assert(number == socket);
      watches.erase(found);
      return;
    }
    auto watch = found == watches.end() ? std::make_shared<Watch>(io, socket) : found->second;
    if (found == watches.end()) {
      error_code error;
      // The kernel is out of memory or of watches: the transfer's own time-outs end it.
      if (watch->descriptor.assign(socket, error))
        core::log::error("http.watch", "A socket cannot be watched", {{"error", error.message()}});
      watches.emplace(socket, watch);
    }
    watch->wants_read = (what & CURL_POLL_IN) != 0;
    watch->wants_write = (what & CURL_POLL_OUT) != 0;
    arm(watch);
  }

  void set_timer(long timeout) {
    const std::uint64_t generation = ++timer_generation;
    timer.cancel();
    if (timeout < 0) return;
    const auto expired = [this, generation](error_code error) {
      if (!error && generation == timer_generation && multi != nullptr) act(CURL_SOCKET_TIMEOUT, 0);
    };
    // Never from within: curl calls here in the midst of its own work.
    if (timeout == 0) return asio::post(io, [expired] { expired({}); });
    timer.expires_after(milliseconds(timeout));
    timer.async_wait(expired);
  }

  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
    static_cast<Impl*>(self)->watch_socket(socket, what);
    return 0;
  }

  static int on_timer(CURLM*, long timeout, void* self) {
    static_cast<Impl*>(self)->set_timer(timeout);
    return 0;
  }
};

Loop::Loop() : impl_(std::make_unique<Impl>()) {}
Loop::~Loop() = default;

void Loop::start(std::shared_ptr<Transfer> transfer) {
  asio::post(impl_->io, [impl = impl_.get(), transfer = std::move(transfer)] { impl->add(transfer); });
}

void Loop::reap(std::shared_ptr<Transfer> transfer) {
  asio::post(impl_->io, [impl = impl_.get(), transfer = std::move(transfer)] {
    impl->finish(transfer->handle(), CURLE_ABORTED_BY_CALLBACK);
  });
}

}  // namespace sluss::connectors::http
