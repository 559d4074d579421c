namespace Pure.WebSockets.Host;

/// <summary>Reads the parts of the kernel's results that occur only once in a connection's life.</summary>
internal static class KernelResults
{
    extension(in StepResult progress)
    {
        /// <summary>The lifecycle effect, or null if there is none.</summary>
        public Effect? LifecycleEffect =>
            progress.Event == StepEvent.Lifecycle && progress.Lifecycle.Case is Effect notice ? notice : null;

        /// <summary>The misuse, or null if there was none. After a misuse nothing has changed.</summary>
        public Misuse? Misuse => (progress.LifecycleEffect as Effect.Misused)?.Misuse;
    }
}
