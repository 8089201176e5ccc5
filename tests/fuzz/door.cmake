sluss_fuzz(NAME fuzz_door SOURCES door.cpp USES sluss_control)
