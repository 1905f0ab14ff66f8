using System.Diagnostics;
using System.Net.Http.Headers;
using Actors.Abstractions.Intake;
using Actors.Benchmarks.Workload;

namespace Actors.Benchmarks.Product;

/// <summary>Sends reports as fast as they are taken, with a fixed number of calls under way.</summary>
public static class ReportDriver
{
    /// <summary>The scope that the gateway gives to senders on loopback: in process or over HTTP, a reference is the same incident.</summary>
    private const string Scope = "local";

    private const int CallersInProcess = 2_000;
    private const int CallersOverHttp = 16;
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>One report a call, from within the process. Returns the seconds until the last was acknowledged.</summary>
    public static async Task<double> SendSinglyAsync(RunningProduct product, SyntheticReport[] reports)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(reports);
        return await RunAsync(Math.Min(CallersInProcess, reports.Length), reports.Length, i => SubmitAsync(product, reports[i]));
    }

    /// <summary>Sends one report and, as the contract asks, sends it again when the product is too busy. Returns its receipt.</summary>
    public static async Task<Receipt> SubmitAsync(RunningProduct product, SyntheticReport report)
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(report);
        var submission = new Submission(Scope, Analyst: false, [report.Canonical]);
        for (var repeated = false; ; repeated = true)
        {
            try
            {
                var receipt = (await product.Intake.SubmitAsync(submission))[0];
                return receipt.Status == ReceiptStatus.Recorded || (repeated && receipt.Status == ReceiptStatus.Duplicate)
                    ? receipt
                    : throw new InvalidOperationException($"Report {receipt.Report} was not recorded but answered {receipt.Status}.");
            }
            catch (ServiceBusyException busy)
            {
                await Task.Delay(TimeSpan.FromSeconds(busy.RetryAfterSeconds));
            }
        }
    }

    /// <summary>Arrays over HTTP. Returns the seconds until the last was acknowledged.</summary>
    public static Task<double> SendArraysAsync(RunningProduct product, IReadOnlyList<byte[]> bodies)
    {
        ArgumentNullException.ThrowIfNull(product);
        return SendArraysAsync(product.Http, bodies);
    }

    /// <summary>Arrays to whoever answers there. Returns the seconds until the last was acknowledged.</summary>
    public static async Task<double> SendArraysAsync(HttpClient http, IReadOnlyList<byte[]> bodies)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(bodies);
        return await RunAsync(CallersOverHttp, bodies.Count, async i =>
        {
            while (true)
            {
                using var content = new ByteArrayContent(bodies[i]) { Headers = { ContentType = Json } };
                using var answer = await http.PostAsync(new Uri("/v1/reports", UriKind.Relative), content);
                if (answer.Headers.RetryAfter?.Delta is { } pause)
                {
                    await Task.Delay(pause);
                    continue;
                }

                answer.EnsureSuccessStatusCode();
                return;
            }
        });
    }

    /// <summary>Calls for each of 0 … count − 1 in order, some at once; returns the seconds it took.</summary>
    public static async Task<double> RunAsync(int callers, int count, Func<int, Task> call)
    {
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                await call(i);
            }
        })));
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
