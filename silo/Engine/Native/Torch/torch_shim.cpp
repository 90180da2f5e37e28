// The one native file of AutoCompress: a boxed entry point to libtorch. A caller finds an operator by its schema's name once and
// then calls it with arguments that are coerced by the schema; all ATen operators come with it, so this file stays small and does
// not change with libtorch's version (everything that might is in the section "what differs between versions").
// No exception leaves: an uncaught c10::Error would abort .NET. Every export returns a code; the text is in ac_last_error().
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/version.h>

#include <malloc.h>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#define AC_EXPORT extern "C" __attribute__((visibility("default"))) int32_t

namespace {

enum Code : int32_t { kOk = 0, kError = 1, kOutOfMemory = 2, kNoDevice = 3 };

thread_local std::string last_error;
std::atomic<int64_t> live{0};

// ---- what differs between versions ----

bool is_out_of_memory(const char* what) {
  return std::strstr(what, "not enough memory") || std::strstr(what, "can't allocate memory") || std::strstr(what, "out of memory");
}

c10::TypeKind list_element_kind(const c10::TypePtr& type, bool* optional_element) {
  auto element = type->castRaw<c10::ListType>()->getElementType();
  *optional_element = element->kind() == c10::TypeKind::OptionalType;
  return *optional_element ? element->castRaw<c10::OptionalType>()->getElementType()->kind() : element->kind();
}

c10::Device device_of(int32_t device) {
  return device < 0 ? c10::Device(c10::kCPU) : c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(device));
}

// Activations are megabytes that are freed and asked for again in each step. glibc would return them to the kernel every time and
// take a page fault for every 4 KB of the next step; one arena whose top stays costs only address space.
struct KeepMemory {
  KeepMemory() {
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_TOP_PAD, 64 << 20);
  }
} keep_memory;

// ---- errors ----

struct MissingDevice : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <class F>
int32_t guarded(F&& body) noexcept {
  try {
    body();
    return kOk;
  } catch (const MissingDevice& e) {
    last_error = e.what();
    return kNoDevice;
  } catch (const std::bad_alloc&) {
    last_error = "out of memory";
    return kOutOfMemory;
  } catch (const c10::Error& e) {
    last_error = e.what_without_backtrace();
    return is_out_of_memory(last_error.c_str()) ? kOutOfMemory : kError;
  } catch (const std::exception& e) {
    last_error = e.what();
    return is_out_of_memory(last_error.c_str()) ? kOutOfMemory : kError;
  } catch (...) {
    last_error = "an unknown native exception";
    return kError;
  }
}

[[noreturn]] void fail(const std::string& text) { throw std::runtime_error(text); }

// ---- tensors: a handle is an at::Tensor on the heap ----

at::Tensor* give(at::Tensor&& tensor) {
  if (!tensor.defined()) return nullptr;
  auto* handle = new at::Tensor(std::move(tensor));
  live.fetch_add(1, std::memory_order_relaxed);
  return handle;
}

const at::Tensor& take(const void* handle) {
  if (!handle) fail("a tensor handle is null");
  return *static_cast<const at::Tensor*>(handle);
}

// ---- operators ----

enum class Kind : uint8_t { Tensor, Int, Float, Bool, Number, Ints, Floats, Bools, Tensors, OptionalTensors, Text, Device, Other };

struct Argument {
  Kind kind;
  bool optional;
};

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Argument> arguments;
};

Argument describe(c10::TypePtr type) {
  bool optional = type->kind() == c10::TypeKind::OptionalType;
  if (optional) type = type->castRaw<c10::OptionalType>()->getElementType();
  switch (type->kind()) {
    case c10::TypeKind::TensorType: return {Kind::Tensor, optional};
    case c10::TypeKind::IntType: return {Kind::Int, optional};
    case c10::TypeKind::FloatType: return {Kind::Float, optional};
    case c10::TypeKind::BoolType: return {Kind::Bool, optional};
    case c10::TypeKind::NumberType: return {Kind::Number, optional};
    case c10::TypeKind::StringType: return {Kind::Text, optional};
    case c10::TypeKind::DeviceObjType: return {Kind::Device, optional};
    case c10::TypeKind::ListType: {
      bool optional_element = false;
      switch (list_element_kind(type, &optional_element)) {
        case c10::TypeKind::IntType: return {Kind::Ints, optional};
        case c10::TypeKind::FloatType: return {Kind::Floats, optional};
        case c10::TypeKind::BoolType: return {Kind::Bools, optional};
        case c10::TypeKind::TensorType: return {optional_element ? Kind::OptionalTensors : Kind::Tensors, optional};
        default: return {Kind::Other, optional};
      }
    }
    default: return {Kind::Other, optional};
  }
}

// What a caller passes. Matches TorchNative.Argument in C#.
enum ArgKind : int32_t { kMissing = 0, kNone = 1, kInt = 2, kFloat = 3, kBool = 4, kTensor = 5, kInts = 6, kFloats = 7, kTensors = 8, kText = 9 };

struct Arg {
  int32_t kind;
  int32_t count;
  union {
    int64_t integer;
    double real;
    const void* pointer;
  };
};

struct Result {
  int32_t kind;  // kInt, kFloat, kBool, kTensor, or kNone for an undefined tensor
  int32_t reserved;
  union {
    int64_t integer;
    double real;
    void* pointer;
  };
};

bool is_integral(const Arg& arg) { return arg.kind == kInt || arg.kind == kBool; }

double as_real(const Arg& arg) { return arg.kind == kFloat ? arg.real : static_cast<double>(arg.integer); }

// True when the argument fits the schema; the value is written then.
bool coerce(const Arg& arg, const Argument& want, c10::IValue& value) {
  if (arg.kind == kNone) return want.optional;  // an empty IValue is None
  const bool number = is_integral(arg) || arg.kind == kFloat;
  switch (want.kind) {
    case Kind::Tensor:
      if (arg.kind != kTensor) return false;
      value = take(arg.pointer);
      return true;
    case Kind::Int:
      if (!is_integral(arg)) return false;
      value = arg.integer;
      return true;
    case Kind::Float:
      if (!number) return false;
      value = as_real(arg);
      return true;
    case Kind::Bool:
      if (!is_integral(arg)) return false;
      value = arg.integer != 0;
      return true;
    case Kind::Number:
      if (!number) return false;
      if (arg.kind == kFloat) value = arg.real; else if (arg.kind == kBool) value = arg.integer != 0; else value = arg.integer;
      return true;
    case Kind::Ints:
      if (is_integral(arg)) {
        value = c10::IValue(std::vector<int64_t>{arg.integer});
        return true;
      }
      if (arg.kind != kInts) return false;
      value = c10::IValue(c10::ArrayRef<int64_t>(static_cast<const int64_t*>(arg.pointer), static_cast<size_t>(arg.count)));
      return true;
    case Kind::Bools: {
      if (arg.kind != kInts) return false;
      c10::List<bool> list;
      for (int32_t i = 0; i < arg.count; i++) list.push_back(static_cast<const int64_t*>(arg.pointer)[i] != 0);
      value = std::move(list);
      return true;
    }
    case Kind::Floats:
      if (arg.kind != kFloats) return false;
      value = c10::IValue(std::vector<double>(static_cast<const double*>(arg.pointer), static_cast<const double*>(arg.pointer) + arg.count));
      return true;
    case Kind::Tensors: {
      if (arg.kind != kTensors) return false;
      c10::List<at::Tensor> list;
      list.reserve(static_cast<size_t>(arg.count));
      for (int32_t i = 0; i < arg.count; i++) list.push_back(take(static_cast<void* const*>(arg.pointer)[i]));
      value = std::move(list);
      return true;
    }
    case Kind::OptionalTensors: {
      if (arg.kind != kTensors) return false;
      c10::List<c10::optional<at::Tensor>> list;
      for (int32_t i = 0; i < arg.count; i++) {
        auto* handle = static_cast<void* const*>(arg.pointer)[i];
        list.push_back(handle ? c10::optional<at::Tensor>(take(handle)) : c10::nullopt);
      }
      value = std::move(list);
      return true;
    }
    case Kind::Text:
      if (arg.kind != kText) return false;
      value = std::string(static_cast<const char*>(arg.pointer), static_cast<size_t>(arg.count));
      return true;
    case Kind::Device:
      if (arg.kind != kText) return false;
      value = c10::Device(std::string(static_cast<const char*>(arg.pointer), static_cast<size_t>(arg.count)));
      return true;
    default: return false;
  }
}

void give_result(c10::IValue&& value, Result* results, int32_t capacity, int32_t* count) {
  if (value.isTensorList()) {
    for (at::Tensor tensor : value.toTensorVector()) give_result(c10::IValue(std::move(tensor)), results, capacity, count);
    return;
  }
  if (*count >= capacity) fail("the operator returned more values than the caller has room for");
  Result& result = results[*count];
  if (value.isTensor()) {
    result.pointer = give(std::move(value).toTensor());
    result.kind = result.pointer ? kTensor : kNone;
  } else if (value.isInt()) {
    result.kind = kInt;
    result.integer = value.toInt();
  } else if (value.isDouble()) {
    result.kind = kFloat;
    result.real = value.toDouble();
  } else if (value.isBool()) {
    result.kind = kBool;
    result.integer = value.toBool();
  } else {
    fail("a result of type " + value.tagKind() + " cannot cross to C#");
  }
  ++*count;
}

void copy_text(const std::string& text, char* buffer, int32_t capacity) {
  if (capacity <= 0) return;
  auto length = std::min(text.size(), static_cast<size_t>(capacity - 1));
  std::memcpy(buffer, text.data(), length);
  buffer[length] = 0;
}

}  // namespace

AC_EXPORT ac_last_error(char* buffer, int32_t capacity) {
  return guarded([&] { copy_text(last_error, buffer, capacity); });
}

AC_EXPORT ac_version(char* buffer, int32_t capacity) {
  return guarded([&] { copy_text(TORCH_VERSION, buffer, capacity); });
}

// Handles that were given out and not freed yet: what a memory test watches.
AC_EXPORT ac_live_tensors(int64_t* count) {
  return guarded([&] { *count = live.load(); });
}

AC_EXPORT ac_operator_find(const char* name, const char* overload, void** found) {
  return guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    if (!handle) fail(std::string("libtorch " TORCH_VERSION " has no operator ") + name + (*overload ? "." : "") + overload);
    auto* op = new Operator{*handle, {}};
    for (const auto& argument : handle->schema().arguments()) op->arguments.push_back(describe(argument.type()));
    *found = op;  // lives as long as the process: callers keep it in static fields
  });
}

AC_EXPORT ac_call(const void* op_handle, const Arg* args, int32_t count, Result* results, int32_t capacity, int32_t* returned) {
  *returned = 0;
  auto code = guarded([&] {
    const auto& op = *static_cast<const Operator*>(op_handle);
    const auto& schema = op.handle.schema();
    if (static_cast<size_t>(count) > op.arguments.size()) {
      fail(schema.name() + " takes " + std::to_string(op.arguments.size()) + " arguments, not " + std::to_string(count));
    }
    torch::jit::Stack stack;
    stack.reserve(op.arguments.size() + 2);
    for (size_t i = 0; i < op.arguments.size(); i++) {
      if (i >= static_cast<size_t>(count) || args[i].kind == kMissing) {
        const auto& otherwise = schema.arguments()[i].default_value();
        if (!otherwise) fail(schema.name() + " needs its argument '" + schema.arguments()[i].name() + "'");
        stack.push_back(*otherwise);
        continue;
      }
      c10::IValue value;
      if (!coerce(args[i], op.arguments[i], value)) {
        fail(schema.name() + ": argument '" + schema.arguments()[i].name() + "' must be " + schema.arguments()[i].type()->str()
             + ", but an argument of kind " + std::to_string(args[i].kind) + " was passed");
      }
      stack.push_back(std::move(value));
    }
    op.handle.callBoxed(stack);
    for (auto& value : stack) {
      if (!value.isNone()) give_result(std::move(value), results, capacity, returned);
    }
  });
  if (code != kOk) {
    for (int32_t i = 0; i < *returned; i++) {
      if (results[i].kind == kTensor) {
        delete static_cast<at::Tensor*>(results[i].pointer);
        live.fetch_sub(1, std::memory_order_relaxed);
      }
    }
    *returned = 0;
  }
  return code;
}

// device: -1 is the CPU, n >= 0 the n-th CUDA device (untested: no such machine so far). data may be null: the elements are then undefined.
AC_EXPORT ac_tensor_create(const void* data, int64_t bytes, int32_t type, const int64_t* shape, int32_t rank, int32_t device, void** tensor) {
  return guarded([&] {
    if (device >= 0 && !at::hasCUDA()) throw MissingDevice("this libtorch has no CUDA device");
    auto made = at::empty({shape, static_cast<size_t>(rank)}, at::TensorOptions().dtype(static_cast<at::ScalarType>(type)));
    if (data) {
      if (static_cast<int64_t>(made.nbytes()) != bytes) fail("the data's length does not match the shape");
      if (bytes > 0) std::memcpy(made.data_ptr(), data, static_cast<size_t>(bytes));
    }
    *tensor = give(device >= 0 ? made.to(device_of(device)) : std::move(made));
  });
}

AC_EXPORT ac_tensor_write(const void* tensor, const void* data, int64_t bytes) {
  return guarded([&] {
    auto target = take(tensor).detach();
    if (static_cast<int64_t>(target.numel() * target.element_size()) != bytes) fail("the data's length does not match the tensor");
    if (bytes == 0) return;
    if (target.is_cpu() && target.is_contiguous()) {
      std::memcpy(target.data_ptr(), data, static_cast<size_t>(bytes));
    } else {
      target.copy_(at::from_blob(const_cast<void*>(data), target.sizes(), at::TensorOptions().dtype(target.scalar_type())));
    }
  });
}

AC_EXPORT ac_tensor_read(const void* tensor, void* data, int64_t bytes) {
  return guarded([&] {
    auto source = take(tensor).detach().to(at::kCPU).contiguous();
    if (static_cast<int64_t>(source.nbytes()) != bytes) fail("the buffer's length does not match the tensor");
    if (bytes > 0) std::memcpy(data, source.data_ptr(), static_cast<size_t>(bytes));
  });
}

// The elements where they lie; null unless they lie row-major in the memory of the CPU.
AC_EXPORT ac_tensor_data(const void* tensor, void** data) {
  return guarded([&] {
    const auto& source = take(tensor);
    *data = source.is_cpu() && source.is_contiguous() ? source.data_ptr() : nullptr;
  });
}

AC_EXPORT ac_tensor_info(const void* tensor, int32_t* type, int32_t* rank, int64_t* shape, int32_t capacity) {
  return guarded([&] {
    const auto& source = take(tensor);
    *type = static_cast<int32_t>(source.scalar_type());
    *rank = static_cast<int32_t>(source.dim());
    if (*rank > capacity) fail("the tensor has too many axes");
    std::memcpy(shape, source.sizes().data(), sizeof(int64_t) * static_cast<size_t>(*rank));
  });
}

AC_EXPORT ac_tensor_set_requires_grad(const void* tensor, int32_t on) {
  return guarded([&] { take(tensor).set_requires_grad(on != 0); });
}

AC_EXPORT ac_tensor_free(void* tensor) {
  return guarded([&] {
    if (!tensor) return;
    live.fetch_sub(1, std::memory_order_relaxed);
    delete static_cast<at::Tensor*>(tensor);
  });
}

// Gradients of a scalar with respect to `inputs`; null for one that the scalar does not depend on.
AC_EXPORT ac_gradients(const void* scalar, const void* const* inputs, int32_t count, void** gradients) {
  return guarded([&] {
    torch::autograd::variable_list wrt;
    wrt.reserve(static_cast<size_t>(count));
    for (int32_t i = 0; i < count; i++) wrt.push_back(take(inputs[i]));
    auto found = torch::autograd::grad({take(scalar)}, wrt, {}, /*retain_graph=*/c10::nullopt, /*create_graph=*/false, /*allow_unused=*/true);
    for (int32_t i = 0; i < count; i++) gradients[i] = give(std::move(found[static_cast<size_t>(i)]));
  });
}

// Grad mode belongs to the calling thread.
AC_EXPORT ac_set_grad_mode(int32_t on, int32_t* before) {
  return guarded([&] {
    *before = at::GradMode::is_enabled();
    at::GradMode::set_enabled(on != 0);
  });
}

AC_EXPORT ac_seed(uint64_t seed) {
  return guarded([&] { at::manual_seed(seed); });
}

// Threads inside an operator, for the calling thread.
AC_EXPORT ac_set_threads(int32_t threads) {
  return guarded([&] { at::set_num_threads(threads); });
}

AC_EXPORT ac_get_threads(int32_t* threads) {
  return guarded([&] { *threads = at::get_num_threads(); });
}

// Only before the first parallel work of the process.
AC_EXPORT ac_set_interop_threads(int32_t threads) {
  return guarded([&] { at::set_num_interop_threads(threads); });
}

AC_EXPORT ac_has_cuda(int32_t* present) {
  return guarded([&] { *present = at::hasCUDA(); });
}
