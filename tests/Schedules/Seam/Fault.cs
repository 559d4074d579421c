namespace Pure.WebSockets.Schedules.Tests;

/// <summary>The faults that Edits.txt plants in the sources of src/Host.</summary>
internal enum Fault
{
    None,
    SendQueueLostWakeUp,
    SendQueueDoubleCompletion,
    WritePumpLostWakeUp,
    WritePumpDoubleCompletion,
    WritePumpTwoWriters,
    LifetimeLostWakeUp,
    LifetimeDoubleCompletion,
    LifetimeDoubleRelease,
    ReceiveLostWakeUp,
    ReceiveDoubleCompletion,
    ReceiveLostCancellation,
    ReadPauseLostWakeUp,
    ReadPauseDoubleCompletion,
    DeadlineLost,
    DeadlineNotStopped,
    LimitLost,
    LockLostUpdate,
    LockSendAfterClose,
    PingLostWakeUp,
    HeldBytesLostWakeUp,
    ReadinessLostWakeUp,
    ReadinessDoubleCompletion,
    LentMemoryOverwritten,
    BufferReturnedTwice,
}
