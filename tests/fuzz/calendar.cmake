sluss_fuzz(NAME fuzz_calendar SOURCES calendar.cpp USES sluss_schedule)
