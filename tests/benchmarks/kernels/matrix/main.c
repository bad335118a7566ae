/* Floating point with memory: products of square matrices, in the order that reads rows. */
#include <stdio.h>
#include <string.h>

enum { SIZE = 160, ROUNDS = 12 };

typedef double Matrix[SIZE][SIZE];

static Matrix left, right, product;

static void multiply(Matrix out, Matrix a, Matrix b)
{
    memset(out, 0, sizeof(Matrix));
    for (int i = 0; i < SIZE; i++) {
        for (int k = 0; k < SIZE; k++) {
            double factor = a[i][k];
            for (int j = 0; j < SIZE; j++)
                out[i][j] += factor * b[k][j];
        }
    }
}

int main(void)
{
    for (int i = 0; i < SIZE; i++) {
        for (int j = 0; j < SIZE; j++) {
            left[i][j] = (double)((i * 7 + j * 3) % 17) / 64 - 0.125;
            right[i][j] = (double)((i * 5 + j * 11) % 19) / 64 - 0.125;
        }
    }
    for (int round = 0; round < ROUNDS; round++) {
        multiply(product, left, right);
        memcpy(left, product, sizeof left);
    }
    double trace = 0, sum = 0;
    for (int i = 0; i < SIZE; i++) {
        trace += product[i][i];
        for (int j = 0; j < SIZE; j++)
            sum += product[i][j] * (1 + (i + j) % 3);
    }
    printf("trace %.9e, weighted sum %.9e\n", trace, sum);
    return 0;
}
