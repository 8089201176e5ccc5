sluss_test(NAME notify_test LABELS unit USES sluss_notify
  SOURCES notify_delivery_test.cpp notify_words_test.cpp notify_memory_test.cpp notify_mail_host_test.cpp notify_mail_test.cpp)
