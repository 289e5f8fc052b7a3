/* A libnvidia-ml.so.1 that says what FAKE_NVML tells it to. Built without libc's headers and start files: the process that loads it has them. */
extern char *getenv(const char *name);
extern int strcmp(const char *left, const char *right);
extern int pause(void);
extern void abort(void);
extern int getpid(void);

typedef struct { unsigned long long total, free, used; } memory_t;
typedef struct { unsigned int gpu, memory; } utilisation_t;
typedef struct { unsigned int pid; unsigned long long used; unsigned int gi, ci; } process_t;

enum { SUCCESS = 0, NOT_SUPPORTED = 3, DRIVER_NOT_LOADED = 9, GPU_IS_LOST = 15 };

static int is(const char *mode) { const char *told = getenv("FAKE_NVML"); return told && strcmp(told, mode) == 0; }
static void hang(void) { for (;;) pause(); }

int nvmlInit_v2(void) {
    if (is("hang-at-start")) hang();
    return is("no-driver") ? DRIVER_NOT_LOADED : SUCCESS;
}

int nvmlDeviceGetCount_v2(unsigned int *count) {
    if (is("hang")) hang();
    if (is("crash")) abort();
    *count = is("0") ? 0 : is("8") ? 8 : is("lost") ? 2 : is("garbage") ? 4000000000u : 1;
    return SUCCESS;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned int index, long *device) {
    if (is("lost") && index == 0) return GPU_IS_LOST;
    if (is("garbage") && index > 0) return 999;
    *device = index + 1;
    return SUCCESS;
}

int nvmlDeviceGetHandleByUUID(const char *uuid, long *device) {
    if (strcmp(uuid, "MIG-0") != 0) return 6;
    *device = 100;
    return SUCCESS;
}

static int text(const char *from, long device, char *to, unsigned int length) {
    unsigned int i = 0;
    for (; from[i] && i + 2 < length; i++) to[i] = from[i];
    to[i++] = (char)('0' + device - 1);
    to[i] = 0;
    return SUCCESS;
}

int nvmlDeviceGetUUID(long device, char *to, unsigned int length) { return text("GPU-000", device, to, length); }
int nvmlDeviceGetName(long device, char *to, unsigned int length) { return is("na") ? NOT_SUPPORTED : text("Fake ", device, to, length); }

int nvmlDeviceGetMemoryInfo(long device, memory_t *memory) {
    memory->total = 40ull << 30;
    memory->used = is("garbage") ? ~0ull : (unsigned long long)device << 30;
    memory->free = memory->total - memory->used;
    return is("na") ? NOT_SUPPORTED : SUCCESS;
}

int nvmlDeviceGetUtilizationRates(long device, utilisation_t *rates) {
    rates->gpu = is("garbage") ? 4711 : 97;
    rates->memory = 40;
    return is("na") || device == 100 ? NOT_SUPPORTED : SUCCESS;
}

int nvmlDeviceGetTemperature(long device, unsigned int sensor, unsigned int *celsius) {
    *celsius = is("garbage") ? 4000000 : 60 + (unsigned int)device;
    return is("na") ? NOT_SUPPORTED : SUCCESS;
}

int nvmlDeviceGetPowerUsage(long device, unsigned int *milliwatts) {
    *milliwatts = is("garbage") ? 4000000000u : 250500;
    return is("na") ? NOT_SUPPORTED : SUCCESS;
}

int nvmlDeviceGetComputeRunningProcesses_v3(long device, unsigned int *count, process_t *processes) {
    if (is("na") || *count < 2) return NOT_SUPPORTED;
    processes[0] = (process_t){ .pid = (unsigned int)getpid(), .used = 3ull << 30 };
    processes[1] = (process_t){ .pid = 1, .used = ~0ull };
    *count = 2;
    return SUCCESS;
}
