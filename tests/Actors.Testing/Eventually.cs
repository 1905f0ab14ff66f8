using System.Diagnostics;

namespace Actors.Testing;

/// <summary>Waits for what can only be polled, with a deadline and a message that says what was expected and what was seen.</summary>
public static class Eventually
{
    /// <summary>The deadline where a test names none: 20 s.</summary>
    public static TimeSpan DefaultDeadline { get; } = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>Asks <paramref name="probe"/> until <paramref name="accept"/> holds; returns what was accepted.</summary>
    /// <param name="expectation">What is waited for, in words; it begins the message of the failure.</param>
    /// <param name="probe">What is asked, again and again; its exceptions fail the test at once.</param>
    /// <param name="accept">When the answer is right.</param>
    /// <param name="deadline">How long to ask; default <see cref="DefaultDeadline"/>.</param>
    /// <exception cref="TimeoutException">The deadline passed; the message carries the last answer.</exception>
    public static async Task<T> BecomesAsync<T>(string expectation, Func<Task<T>> probe, Func<T, bool> accept, TimeSpan? deadline = null)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(accept);
        var limit = deadline ?? DefaultDeadline;
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await probe();
            if (accept(answer))
            {
                return answer;
            }

            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"{expectation}: not within {limit.TotalSeconds:0.#} s; the last answer was {answer}.");
            }

            await Task.Delay(Interval);
        }
    }

    /// <summary>As <see cref="BecomesAsync{T}"/> for a condition.</summary>
    public static Task HoldsAsync(string expectation, Func<Task<bool>> condition, TimeSpan? deadline = null) =>
        BecomesAsync(expectation, condition, holds => holds, deadline);

    /// <summary>As <see cref="BecomesAsync{T}"/> for a condition that needs no waiting itself.</summary>
    public static Task HoldsAsync(string expectation, Func<bool> condition, TimeSpan? deadline = null) =>
        BecomesAsync(expectation, () => Task.FromResult(condition()), holds => holds, deadline);
}
