namespace Pure.WebSockets.Host;

/// <summary>Properties for the parts of a protocol kernel's result that are rarely present.</summary>
internal static class KernelResults
{
    extension(in StepResult progress)
    {
        /// <summary>
        /// The effect of a call whose event is <see cref="StepEvent.Lifecycle"/>, or null if the call reported a different event.
        /// </summary>
        public Effect? LifecycleEffect =>
            progress.Event == StepEvent.Lifecycle && progress.Lifecycle.Case is Effect effect ? effect : null;

        /// <summary>
        /// The misuse that the call detected, or null if the call was allowed. A call that detects a misuse does not change the state.
        /// </summary>
        public Misuse? Misuse => (progress.LifecycleEffect as Effect.Misused)?.Misuse;
    }
}
