"""A hint to the processor, for which numba has no name: a row of a table will be read soon."""

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

_BYTES, _NUMBER = ir.IntType(8).as_pointer(), ir.IntType(32)
_TO_READ, _KEEP, _DATA = _NUMBER(0), _NUMBER(3), _NUMBER(1)


def _prefetch(_: Any, table: Any, row: Any) -> tuple[Any, Any]:  # noqa: ARG001  # the call has it
    """Ask for the first bytes of a row of a table (n_rows, width) without waiting for them."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        stride = builder.extract_value(array.strides, 0)
        place = builder.gep(builder.bitcast(array.data, _BYTES), [builder.mul(arguments[1], stride)])
        kind = ir.FunctionType(ir.VoidType(), [_BYTES, _NUMBER, _NUMBER, _NUMBER])
        builder.call(builder.module.declare_intrinsic("llvm.prefetch", [_BYTES], kind), [place, _TO_READ, _KEEP, _DATA])
        return context.get_dummy_value()

    return types.void(table, types.intp), generate


prefetch: Any = intrinsic(_prefetch)
