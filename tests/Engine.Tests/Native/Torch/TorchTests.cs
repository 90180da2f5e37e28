using AutoCompress.Engine.Native.Torch;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Native.Torch;

using Torch = AutoCompress.Engine.Native.Torch.Torch;

public sealed class TorchTests
{
    private static readonly TorchOperator Add = new("aten::add", "Tensor");
    private static readonly TorchOperator MatMul = new("aten::matmul");
    private static readonly TorchOperator Mul = new("aten::mul", "Tensor");
    private static readonly TorchOperator Sum = new("aten::sum");

    [Fact]
    public void Call_DefaultsLeftOut_AreTakenFromTheSchema()
    {
        using var scope = TorchScope.Enter();

        var sum = Torch.Call(Add, TorchTensor.From([1f, 2f], 2), TorchTensor.From([10f, 20f], 2));

        Assert.Equal([11f, 22f], sum.ToArray<float>());
    }

    [Fact]
    public void Call_RequiredArgumentMissing_NamesIt()
    {
        using var scope = TorchScope.Enter();

        var e = Assert.Throws<TorchException>(() => Torch.Call(Add, TorchTensor.From([1f], 1)));

        Assert.Contains("other", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_ArgumentOfTheWrongKind_NamesWhatIsWanted()
    {
        using var scope = TorchScope.Enter();

        var e = Assert.Throws<TorchException>(() => Torch.Call(Add, TorchTensor.From([1f], 1), "text"));

        Assert.Contains("Tensor", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_ShapesThatDoNotFit_IsAnExceptionAndNotACrash()
    {
        using var scope = TorchScope.Enter();

        Assert.Throws<TorchException>(() => Torch.Call(MatMul, TorchTensor.From([1f, 2f], 1, 2), TorchTensor.From([1f, 2f, 3f], 3, 1)));
    }

    [Fact]
    public void Call_UnknownOperator_SaysSo()
    {
        using var scope = TorchScope.Enter();

        var e = Assert.Throws<TorchException>(() => Torch.Call(new("aten::no_such_thing"), TorchTensor.From([1f], 1)));

        Assert.Contains("aten::no_such_thing", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_MoreThanThereIsMemory_IsOutOfMemory()
    {
        using var scope = TorchScope.Enter();

        var e = Assert.Throws<StepFailureException>(() => Torch.Call(new("aten::zeros"), new[] { 1L << 45 }));

        Assert.Equal(FailureCause.OutOfMemory, e.Cause);
    }

    [Fact]
    public void From_CudaOnAMachineWithoutIt_IsMissingDevice()
    {
        Assert.SkipWhen(Torch.HasCuda, "there is a CUDA device");
        using var scope = TorchScope.Enter();

        var e = Assert.Throws<StepFailureException>(() => TorchTensor.From<float>([1f], TorchType.Float, [1], device: 0));

        Assert.Equal(FailureCause.MissingDevice, e.Cause);
    }

    [Fact]
    public void Gradients_Product_IsTheOtherFactor()
    {
        using var scope = TorchScope.Enter();
        var (x, y, z) = (TorchTensor.From([2f, 3f], 2), TorchTensor.From([5f, 7f], 2), TorchTensor.From([1f], 1));
        x.RequiresGrad = true;
        z.RequiresGrad = true;
        var gradients = new TorchTensor?[2];

        Torch.Gradients(Torch.Call(Sum, Torch.Call(Mul, x, y)), [x, z], gradients);

        Assert.Equal([5f, 7f], gradients[0]!.ToArray<float>());
        Assert.Null(gradients[1]);
    }

    [Fact]
    public void GradMode_Off_MakesNoGraphAndComesBack()
    {
        using var scope = TorchScope.Enter();
        var x = TorchTensor.From([2f], 1);
        x.RequiresGrad = true;
        TorchTensor quiet;
        using (new GradMode(false))
        {
            quiet = Torch.Call(Sum, x);
        }

        Assert.Throws<TorchException>(() => Torch.Gradients(quiet, [x], new TorchTensor?[1]));
        Torch.Gradients(Torch.Call(Sum, x), [x], new TorchTensor?[1]);
    }

    [Fact]
    public void Scope_Ends_FreesAllButWhatWasMovedOut()
    {
        using var keeper = new TorchScope();
        TorchTensor kept, dropped;
        using (TorchScope.Enter())
        {
            dropped = TorchTensor.From([1f], 1);
            kept = keeper.Own(Torch.Call(Add, dropped, dropped));
        }

        Assert.Equal(2, kept.ToFloat());
        Assert.Throws<ObjectDisposedException>(() => dropped.ToFloat());
    }

    [Fact]
    public async Task Thread_Run_HasItsOwnThreadCountAndPassesExceptionsOn()
    {
        using var thread = new TorchThread(1);

        Assert.Equal(1, await thread.Run(() => Torch.Threads));
        await Assert.ThrowsAsync<ArithmeticException>(() => thread.Run<int>(() => throw new ArithmeticException()));
        Assert.Equal("torch", await thread.Run(() => Thread.CurrentThread.Name));
    }
}
