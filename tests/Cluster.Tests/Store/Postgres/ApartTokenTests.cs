using AutoCompress.Host.Store.Postgres;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

public sealed class ApartTokenTests
{
    [Fact]
    public async Task Cancel_HandlerThatThrows_IsNotTheCancellersProblem()
    {
        using var source = new CancellationTokenSource();
        using var apart = new ApartToken(source.Token);
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var handler = apart.Token.UnsafeRegister(
            _ =>
            {
                called.SetResult();
                throw new ObjectDisposedException(nameof(ManualResetEventSlim));
            },
            null);

        source.Cancel();

        await called.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(apart.Token.IsCancellationRequested);
    }

    [Fact]
    public void Cancel_AfterItsUserIsDone_HasNoEffect()
    {
        using var source = new CancellationTokenSource();
        var apart = new ApartToken(source.Token);
        var token = apart.Token;
        apart.Dispose();

        source.Cancel();

        Assert.False(token.IsCancellationRequested);
    }
}
