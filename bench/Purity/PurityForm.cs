using System.Runtime.CompilerServices;

namespace Pure.WebSockets.Bench;

/// <summary>A form of the protocol that is measured.</summary>
/// <param name="Method">The benchmark.</param>
/// <param name="Name">The name in the table.</param>
/// <param name="ReturnedBytes">The size of the value that each call returns.</param>
internal sealed record PurityForm(string Method, string Name, int ReturnedBytes)
{
    public static IReadOnlyList<PurityForm> All { get; } =
    [
        new(nameof(Purity.Step), "`Protocol.Step`: records", Unsafe.SizeOf<Transition>()),
        new(nameof(Purity.KernelAlone), "`Kernel.Receive`", Unsafe.SizeOf<StepResult>()),
        new(nameof(Purity.KernelWithRoom), "`Kernel.GetReceiveBufferSize`, then `Kernel.Receive`", Unsafe.SizeOf<StepResult>()),
        new(nameof(Purity.KernelWithRoomUnderLock), "the same, under a lock that is free", Unsafe.SizeOf<StepResult>()),
        new(nameof(Purity.LoopMutable), "loop: state changed in place", Unsafe.SizeOf<LoopResult>()),
        new(nameof(Purity.LoopImmutable), "loop: state an immutable object", Unsafe.SizeOf<LoopResult<ImmutableState>>()),
        new(nameof(Purity.LoopValue), "loop: state a struct by value", Unsafe.SizeOf<LoopResult<State>>()),
        new(nameof(Purity.LoopValueOnStack), "loop: the same, on the stack until the read ends", Unsafe.SizeOf<LoopResult<State>>()),
        new(nameof(Purity.LoopRecord), "loop: immutable object, an event a record", Unsafe.SizeOf<RecordResult>()),
        new(nameof(Purity.LoopSeq), "loop: immutable object, events a `Seq` of records", Unsafe.SizeOf<SeqResult>()),
    ];
}
