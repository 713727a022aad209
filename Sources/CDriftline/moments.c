#include "CDriftline.h"
