#ifndef DRIFTLINE_PROCESSOR_H
#define DRIFTLINE_PROCESSOR_H

/// The level of x86-64 that the kernels run at, 1 to 4; 0 on other processors.
int driftline_processor_level(void);

#endif
